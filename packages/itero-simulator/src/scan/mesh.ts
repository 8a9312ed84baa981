/** A triangle surface in millimetres: x to the patient's right, y to the front, z up. */
export interface Mesh {
  /** Three numbers a vertex. */
  readonly positions: Float32Array;
  /** One number a vertex: 0 is gum, 1 is tooth. */
  readonly tint: Float32Array;
  /** Three vertex numbers a triangle, counter-clockwise seen from outside. */
  readonly indices: Uint32Array;
  /** Vertices stand in columns of this many; neighbours in a column, and columns, are neighbours on the surface. */
  readonly rows: number;
  /** Which way round the triangles go; see {@link stitch}. */
  readonly outward: boolean;
}

/** The same surface with every second row and column, for pictures: a quarter of the vertices and triangles. */
export function coarser(mesh: Mesh): Mesh {
  const rows = Math.ceil(mesh.rows / 2);
  const columns = Math.ceil(Math.floor(mesh.tint.length / mesh.rows) / 2);
  const positions = new Float32Array(columns * rows * 3);
  const tint = new Float32Array(columns * rows);
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      const from = 2 * column * mesh.rows + 2 * row;
      const to = column * rows + row;
      positions.set(mesh.positions.subarray(from * 3, from * 3 + 3), to * 3);
      tint[to] = mesh.tint[from]!;
    }
  }
  const triangles = 2 * (rows - 1) * (columns - 1);
  return { positions, tint, rows, outward: mesh.outward, indices: stitch(rows, triangles, mesh.outward) };
}

/**
 * Triangles between columns of vertices, two for each four neighbours, column after column.
 * @param outward whether the first row is on the left, seen from outside along the columns
 */
export function stitch(rows: number, triangles: number, outward: boolean): Uint32Array {
  const indices = new Uint32Array(triangles * 3);
  for (let triangle = 0; triangle < triangles; triangle += 1) {
    const quad = triangle >> 1;
    const a = Math.floor(quad / (rows - 1)) * rows + (quad % (rows - 1));
    const b = a + 1;
    const c = a + rows;
    const d = c + 1;
    const [p, q, r] = triangle % 2 === 0 ? [a, c, b] : [b, c, d];
    indices[triangle * 3] = p;
    indices[triangle * 3 + 1] = outward ? r : q;
    indices[triangle * 3 + 2] = outward ? q : r;
  }
  return indices;
}

/** Number of triangles of a mesh. */
export function triangleCount(mesh: Mesh): number {
  return mesh.indices.length / 3;
}

/** Unit normals of the vertices, three numbers each, as the sum of the neighbouring triangles weighted by area. */
export function vertexNormals(mesh: Mesh): Float32Array {
  const { positions: p, indices } = mesh;
  const normals = new Float32Array(p.length);
  for (let at = 0; at < indices.length; at += 3) {
    const a = indices[at]! * 3;
    const b = indices[at + 1]! * 3;
    const c = indices[at + 2]! * 3;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    for (const corner of [a, b, c]) {
      normals[corner]! += nx;
      normals[corner + 1]! += ny;
      normals[corner + 2]! += nz;
    }
  }
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at]!, normals[at + 1]!, normals[at + 2]!) || 1;
    normals[at]! /= length;
    normals[at + 1]! /= length;
    normals[at + 2]! /= length;
  }
  return normals;
}
