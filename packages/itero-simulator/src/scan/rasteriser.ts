import type { Mesh } from './mesh.js';
import { surfaceColour } from './surface-colour.js';
import { rightOf, type View } from './view.js';

/** A mesh together with its vertex normals. */
export interface Shaded {
  readonly mesh: Mesh;
  readonly normals: Float32Array;
}

/** A picture of four bytes a pixel (red, green, blue, opaque). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

const MARGIN = 0.9;
/** Neighbouring triangles overlap by this share, so that rounding leaves no pinholes between them. */
const EDGE = 1e-4;

/** Draws surfaces from one side: orthographic, z-buffered, lit smoothly, fitted to the frame. */
export function render(surfaces: readonly Shaded[], view: View, width: number, height: number): Picture {
  const frame = new Frame(width, height);
  const projected = surfaces.map(({ mesh }) => project(mesh, view));
  const fit = fitTo(projected, width, height);
  surfaces.forEach(({ mesh, normals }, index) => {
    const points = projected[index]!;
    for (let at = 0; at < points.length; at += 3) {
      points[at] = width / 2 + (points[at]! - fit.x) * fit.scale;
      points[at + 1] = height / 2 - (points[at + 1]! - fit.y) * fit.scale;
    }
    frame.draw(mesh, points, shade(mesh, normals, view));
  });
  return frame.picture();
}

function project(mesh: Mesh, view: View): Float32Array {
  const out = new Float32Array(mesh.positions.length);
  const axes = [rightOf(view), view.up, view.forward];
  for (let at = 0; at < out.length; at += 3) {
    const x = mesh.positions[at]!;
    const y = mesh.positions[at + 1]!;
    const z = mesh.positions[at + 2]!;
    for (let axis = 0; axis < 3; axis += 1) {
      const [ax, ay, az] = axes[axis]!;
      out[at + axis] = x * ax + y * ay + z * az;
    }
  }
  return out;
}

function fitTo(
  projected: readonly Float32Array[],
  width: number,
  height: number,
): { x: number; y: number; scale: number } {
  const box = [Infinity, -Infinity, Infinity, -Infinity] as [number, number, number, number];
  for (const points of projected) {
    for (let at = 0; at < points.length; at += 3) {
      box[0] = Math.min(box[0], points[at]!);
      box[1] = Math.max(box[1], points[at]!);
      box[2] = Math.min(box[2], points[at + 1]!);
      box[3] = Math.max(box[3], points[at + 1]!);
    }
  }
  const scale = MARGIN * Math.min(width / (box[1] - box[0]), height / (box[3] - box[2]));
  return { x: (box[0] + box[1]) / 2, y: (box[2] + box[3]) / 2, scale };
}

/** Colour of each vertex: a light beside the eye, one from above, a gloss; inner sides stay dark. */
function shade(mesh: Mesh, normals: Float32Array, view: View): Float32Array {
  const colours = new Float32Array(normals.length);
  const [fx, fy, fz] = view.forward;
  const [rx, ry, rz] = rightOf(view);
  const [ux, uy, uz] = view.up;
  for (let at = 0; at < normals.length; at += 3) {
    const nx = normals[at]!;
    const ny = normals[at + 1]!;
    const nz = normals[at + 2]!;
    const facing = -(nx * fx + ny * fy + nz * fz);
    const sideways = nx * rx + ny * ry + nz * rz;
    const upward = nx * ux + ny * uy + nz * uz;
    const key = Math.max(0, facing * 0.78 - sideways * 0.38 + upward * 0.5);
    const fill = Math.max(0, facing * 0.6 + sideways * 0.5 - upward * 0.3);
    const light = facing < 0 ? 0.22 : 0.2 + 0.68 * key + 0.22 * fill;
    const gloss = facing < 0 ? 0 : 70 * Math.pow(Math.max(0, facing * 0.87 - sideways * 0.25 + upward * 0.42), 28);
    const [red, green, blue] = surfaceColour(mesh.tint[at / 3]!);
    colours[at] = red * light + gloss;
    colours[at + 1] = green * light + gloss;
    colours[at + 2] = blue * light + gloss;
  }
  return colours;
}

class Frame {
  readonly #width: number;
  readonly #height: number;
  readonly #data: Uint8ClampedArray;
  readonly #depth: Float32Array;
  readonly #grain: Float32Array;

  constructor(width: number, height: number) {
    const { data, grain } = backdrop(width, height);
    this.#width = width;
    this.#height = height;
    this.#data = data.slice();
    this.#grain = grain;
    this.#depth = new Float32Array(width * height).fill(Infinity);
  }

  picture(): Picture {
    return { width: this.#width, height: this.#height, data: this.#data };
  }

  draw(mesh: Mesh, points: Float32Array, colours: Float32Array): void {
    for (let at = 0; at < mesh.indices.length; at += 3) {
      this.#triangle(points, colours, mesh.indices[at]! * 3, mesh.indices[at + 1]! * 3, mesh.indices[at + 2]! * 3);
    }
  }

  /** Fills a triangle; the three weights of a point change evenly along a row, so each pixel costs three additions. */
  #triangle(points: Float32Array, colours: Float32Array, a: number, b: number, c: number): void {
    const ax = points[a]!;
    const ay = points[a + 1]!;
    const bx = points[b]!;
    const by = points[b + 1]!;
    const cx = points[c]!;
    const cy = points[c + 1]!;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) return;
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const right = Math.min(this.#width - 1, Math.floor(Math.max(ax, bx, cx)));
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
    const bottom = Math.min(this.#height - 1, Math.floor(Math.max(ay, by, cy)));
    const data = this.#data;
    const depths = this.#depth;
    const stepA = (by - cy) / area;
    const stepB = (cy - ay) / area;
    for (let y = top; y <= bottom; y += 1) {
      let wa = ((bx - left) * (cy - y) - (by - y) * (cx - left)) / area - stepA;
      let wb = ((cx - left) * (ay - y) - (cy - y) * (ax - left)) / area - stepB;
      let pixel = y * this.#width + left - 1;
      for (let x = left; x <= right; x += 1) {
        wa += stepA;
        wb += stepB;
        pixel += 1;
        const wc = 1 - wa - wb;
        if (wa < -EDGE || wb < -EDGE || wc < -EDGE) continue;
        const depth = wa * points[a + 2]! + wb * points[b + 2]! + wc * points[c + 2]!;
        if (depth >= depths[pixel]!) continue;
        depths[pixel] = depth;
        const at = pixel * 4;
        const grain = this.#grain[pixel]!;
        data[at] = wa * colours[a]! + wb * colours[b]! + wc * colours[c]! + grain;
        data[at + 1] = wa * colours[a + 1]! + wb * colours[b + 1]! + wc * colours[c + 1]! + grain;
        data[at + 2] = wa * colours[a + 2]! + wb * colours[b + 2]! + wc * colours[c + 2]! + grain;
      }
    }
  }
}

/** What every picture of a size has behind the model. */
interface Backdrop {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
  /** A step or two per pixel, as a camera sensor has: it also gives the files their usual size. */
  readonly grain: Float32Array;
}

let lastBackdrop: Backdrop | undefined;

function backdrop(width: number, height: number): Backdrop {
  if (lastBackdrop?.width === width && lastBackdrop.height === height) return lastBackdrop;
  const data = new Uint8ClampedArray(width * height * 4);
  const grain = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const level = 58 + (66 * y) / height;
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      grain[pixel] = ((noise(x, y) & 15) - 7.5) * 0.55;
      const speck = grain[pixel] * 0.4;
      data[pixel * 4] = level * 0.9 + speck;
      data[pixel * 4 + 1] = level * 0.97 + speck;
      data[pixel * 4 + 2] = level * 1.08 + speck;
      data[pixel * 4 + 3] = 255;
    }
  }
  lastBackdrop = { width, height, data, grain };
  return lastBackdrop;
}

function noise(x: number, y: number): number {
  let hash = Math.imul(x ^ 0x51ed270b, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
