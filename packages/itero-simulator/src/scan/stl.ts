import type { Mesh } from './mesh.js';
import { triangleCount } from './mesh.js';

const HEADER = 80;
const FACET = 50;

/** A binary STL as the scanner's export writes it: 80 blanks, the number, then 50 bytes a triangle. */
export function writeStl(mesh: Mesh): Buffer {
  const count = triangleCount(mesh);
  const out = Buffer.allocUnsafe(HEADER + 4 + FACET * count);
  out.fill(0x20, 0, HEADER);
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  view.setUint32(HEADER, count, true);
  const p = mesh.positions;
  let at = HEADER + 4;
  for (let index = 0; index < mesh.indices.length; index += 3) {
    const a = mesh.indices[index]! * 3;
    const b = mesh.indices[index + 1]! * 3;
    const c = mesh.indices[index + 2]! * 3;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    view.setFloat32(at, nx / length, true);
    view.setFloat32(at + 4, ny / length, true);
    view.setFloat32(at + 8, nz / length, true);
    at += 12;
    for (const corner of [a, b, c]) {
      view.setFloat32(at, p[corner]!, true);
      view.setFloat32(at + 4, p[corner + 1]!, true);
      view.setFloat32(at + 8, p[corner + 2]!, true);
      at += 12;
    }
    view.setUint16(at, 0, true);
    at += 2;
  }
  return out;
}
