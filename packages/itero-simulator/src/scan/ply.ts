import type { Mesh } from './mesh.js';
import { triangleCount } from './mesh.js';
import { surfaceColour } from './surface-colour.js';

/** A binary little-endian PLY with a colour at each vertex: the format of a colour export. */
export function writePly(mesh: Mesh): Buffer {
  const vertices = mesh.tint.length;
  const triangles = triangleCount(mesh);
  const header = Buffer.from(
    [
      'ply',
      'format binary_little_endian 1.0',
      `element vertex ${vertices}`,
      'property float x',
      'property float y',
      'property float z',
      'property uchar red',
      'property uchar green',
      'property uchar blue',
      `element face ${triangles}`,
      'property list uchar int vertex_indices',
      'end_header',
      '',
    ].join('\n'),
    'ascii',
  );
  const out = Buffer.allocUnsafe(header.length + vertices * 15 + triangles * 13);
  header.copy(out);
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let at = header.length;
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    view.setFloat32(at, mesh.positions[vertex * 3]!, true);
    view.setFloat32(at + 4, mesh.positions[vertex * 3 + 1]!, true);
    view.setFloat32(at + 8, mesh.positions[vertex * 3 + 2]!, true);
    const [red, green, blue] = surfaceColour(mesh.tint[vertex]!);
    out[at + 12] = red;
    out[at + 13] = green;
    out[at + 14] = blue;
    at += 15;
  }
  for (let index = 0; index < mesh.indices.length; index += 3) {
    out[at] = 3;
    view.setInt32(at + 1, mesh.indices[index]!, true);
    view.setInt32(at + 5, mesh.indices[index + 1]!, true);
    view.setInt32(at + 9, mesh.indices[index + 2]!, true);
    at += 13;
  }
  return out;
}
