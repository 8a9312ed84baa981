/** Which jaw a surface belongs to. */
export type Jaw = 'upper' | 'lower';

/** The kinds of crown, which decide the shape of the biting surface. */
export type CrownKind = 'incisor' | 'canine' | 'premolar' | 'molar';

/** One tooth position of a half arch, in millimetres. */
export interface ToothShape {
  readonly kind: CrownKind;
  /** Along the arch. */
  readonly width: number;
  /** Half of the thickness from cheek to tongue. */
  readonly half: number;
  /** Of the crown above the gum. */
  readonly height: number;
}

const kinds: readonly CrownKind[] = ['incisor', 'incisor', 'canine', 'premolar', 'premolar', 'molar', 'molar'];

function halfArch(rows: readonly (readonly [number, number, number])[]): readonly ToothShape[] {
  return rows.map(([width, half, height], index) => ({ kind: kinds[index] ?? 'molar', width, half, height }));
}

/** From the midline to the second molar: textbook mean sizes. */
export const toothShapes: Readonly<Record<Jaw, readonly ToothShape[]>> = {
  upper: halfArch([
    [8.5, 3.5, 10.2],
    [6.7, 3.1, 9.2],
    [7.6, 3.9, 10],
    [7, 4.5, 8.2],
    [6.8, 4.6, 7.6],
    [10, 5.6, 7],
    [9.4, 5.4, 6.6],
  ]),
  lower: halfArch([
    [5.2, 2.9, 8.6],
    [5.7, 3, 8.8],
    [6.8, 3.7, 10],
    [7, 3.9, 8.2],
    [7.1, 4.1, 7.6],
    [11, 5.3, 7],
    [10.4, 5.1, 6.6],
  ]),
};

/**
 * Height of a crown over the gum line as a share of its full height.
 * @param a place along the arch inside the tooth, -1 to 1
 * @param b place from tongue (-1) to cheek (1)
 */
export function crownHeight(shape: ToothShape, a: number, b: number): number {
  const along = Math.abs(a);
  if (Math.abs(b) >= 1) return 0;
  const contact = 1 - 0.42 * smoothStep(0.86, 1, along);
  if (shape.kind === 'incisor' || shape.kind === 'canine') {
    return blade(b) * contact * edge(shape.kind, a);
  }
  const wall = Math.pow(1 - Math.pow(Math.abs(b), 5), 0.42);
  return (wall - 0.06 * along * along + relief(shape, a, b)) * contact;
}

/** Front teeth: a steep, round outer face and a hollow inner one with the bulge above the gum. */
function blade(b: number): number {
  const crest = 0.22;
  if (b >= crest) {
    const t = (b - crest) / (1 - crest);
    return Math.pow(1 - Math.pow(t, 3), 0.62);
  }
  const t = (crest - b) / (1 + crest);
  return Math.pow(1 - t, 1.25) * 0.94 + 0.06 * (1 - t) + 0.13 * bell(t - 0.72, 0.16);
}

function edge(kind: CrownKind, a: number): number {
  return kind === 'canine' ? 1.04 - 0.24 * Math.pow(Math.abs(a), 1.3) : 1 - 0.06 * Math.pow(Math.abs(a), 2.5);
}

/** Cusps and grooves of back teeth. */
function relief(shape: ToothShape, a: number, b: number): number {
  const centralGroove = -0.19 * bell(b, 0.2);
  if (shape.kind === 'premolar') {
    return 0.14 * bell(b - 0.52, 0.34) * bell(a, 0.7) + 0.09 * bell(b + 0.52, 0.34) * bell(a, 0.7) + centralGroove;
  }
  const cusps = [
    [-0.46, 0.52],
    [0.46, 0.52],
    [-0.46, -0.52],
    [0.46, -0.52],
  ] as const;
  let height = centralGroove - 0.12 * bell(a, 0.13) * Math.abs(b);
  for (const [atA, atB] of cusps) height += 0.15 * bell(a - atA, 0.32) * bell(b - atB, 0.32);
  return height;
}

/** Bell curve of the given width, 1 at the middle. */
export function bell(distance: number, width: number): number {
  return Math.exp(-((distance / width) * (distance / width)));
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
