import { SeededRandom } from '../random.js';
import { ArchCurve } from './arch-curve.js';
import { type Mesh, stitch } from './mesh.js';
import { bell, crownHeight, type Jaw, smoothStep, type ToothShape, toothShapes } from './teeth.js';

/** What decides the shape of one arch. */
export interface ArchOptions {
  readonly jaw: Jaw;
  readonly seed: string | number;
  /** Exactly this many are made; at least 200. */
  readonly triangles: number;
  /** Tooth positions (0 to 13, from the patient's right to left) that are ground down for a crown. */
  readonly prepared?: readonly number[];
}

interface Tooth {
  readonly shape: ToothShape;
  readonly centre: number;
  readonly shift: number;
  readonly grow: number;
  readonly prepared: boolean;
}

/** Shares of a cross-section, from the cheek over the crown to the tongue: gum, wall, biting surface, wall, gum. */
const sections: Readonly<Record<Jaw, readonly number[]>> = {
  upper: [0.15, 0.34, 0.53, 0.7, 1],
  lower: [0.2, 0.42, 0.6, 0.82, 1],
};
const OUTER_RIM = 10.2;
const INNER_RIM = 11;
const PALATE_RIM = 8;
const PALATE_RIM_HEIGHT = -3;
const PALATE_DEPTH = 13;

/** Makes one arch: a ribbon of cross-sections laid along the horseshoe, with a palate on the upper one. */
export function makeArch(options: ArchOptions): Mesh {
  return new ArchBuilder(options).build();
}

class ArchBuilder {
  readonly #options: ArchOptions;
  readonly #random: SeededRandom;
  readonly #curve: ArchCurve;
  readonly #teeth: readonly Tooth[];
  readonly #half: number;
  readonly #waves: readonly (readonly [number, number, number])[];

  constructor(options: ArchOptions) {
    this.#options = options;
    this.#random = new SeededRandom('arch', options.jaw, options.seed);
    const scale = this.#random.between(0.97, 1.04);
    this.#curve =
      options.jaw === 'upper' ? new ArchCurve(26.5 * scale, 46 * scale) : new ArchCurve(24.5 * scale, 43.5 * scale);
    const shapes = toothShapes[options.jaw];
    this.#half = shapes.reduce((sum, shape) => sum + shape.width, 0);
    this.#teeth = this.#layOut(shapes);
    this.#waves = Array.from(
      { length: 5 },
      () => [this.#random.between(0.15, 0.9), this.#random.between(0.15, 0.9), this.#random.between(0, 6.28)] as const,
    );
  }

  build(): Mesh {
    const { triangles } = this.#options;
    // Odd, so that a picture from every second row still reaches both rims.
    const across = Math.max(11, 2 * Math.round(Math.sqrt(triangles / 2 / 6.2) / 2) + 1);
    const along = Math.max(12, Math.ceil(triangles / 2 / (across - 1)) + 1);
    const positions = new Float32Array(along * across * 3);
    const tint = new Float32Array(along * across);
    const reach = this.#half + 3.5;
    for (let column = 0; column < along; column += 1) {
      const distance = reach - (2 * reach * column) / (along - 1);
      this.#crossSection(distance, column * across, across, positions, tint);
    }
    const outward = this.#options.jaw === 'upper';
    return { positions, tint, rows: across, outward, indices: stitch(across, triangles, outward) };
  }

  #layOut(shapes: readonly ToothShape[]): readonly Tooth[] {
    const teeth: Tooth[] = [];
    for (let position = 0; position < 14; position += 1) {
      const right = position < 7;
      const fromMidline = right ? 6 - position : position - 7;
      const shape = shapes[fromMidline]!;
      const before = shapes.slice(0, fromMidline).reduce((sum, each) => sum + each.width, 0);
      teeth.push({
        shape,
        centre: (right ? 1 : -1) * (before + shape.width / 2),
        shift: this.#random.between(-0.35, 0.35),
        grow: this.#random.between(0.97, 1.03),
        prepared: this.#options.prepared?.includes(position) === true,
      });
    }
    return teeth;
  }

  #crossSection(distance: number, first: number, across: number, positions: Float32Array, tint: Float32Array): void {
    const point = this.#curve.point(distance);
    const tooth = this.#toothAt(distance);
    const end = 1 - smoothStep(this.#half - 0.4, this.#half + 1.2, Math.abs(distance));
    const a = Math.max(-1, Math.min(1, (distance - tooth.centre) / (tooth.shape.width / 2)));
    const narrowing = 1 - 0.26 * Math.pow(Math.abs(a), 5);
    const half = tooth.shape.half * narrowing * (0.72 + 0.28 * end);
    const shift = tooth.shift * (1 - Math.pow(a, 4));
    for (let row = 0; row < across; row += 1) {
      const t = row / (across - 1);
      const [lateral, palate] = this.#lateral(t, half);
      const at = first + row;
      const height = this.#height(tooth, a, lateral, half, end, at, tint);
      this.#place(point, lateral + shift, palate, height, at, positions, distance);
    }
  }

  /** Distance from the arch line towards the cheek in mm, and how far over the palate (0 to 1). */
  #lateral(t: number, half: number): readonly [number, number] {
    const [gum, wall, bite, inner] = sections[this.#options.jaw] as readonly [number, number, number, number];
    if (t < gum) return [half + (OUTER_RIM - half) * (1 - t / gum), 0];
    if (t < wall) return [half * (1 - 0.32 * ((t - gum) / (wall - gum))), 0];
    if (t < bite) return [half * (0.68 - 1.36 * ((t - wall) / (bite - wall))), 0];
    if (t < inner) return [-half * (0.68 + 0.32 * ((t - bite) / (inner - bite))), 0];
    const past = (t - inner) / (1 - inner);
    if (this.#options.jaw === 'lower') return [-half - (INNER_RIM - half) * past, 0];
    return [-half + (half - PALATE_RIM) * smoothStep(0, 0.2, past), Math.max(0, (past - 0.2) / 0.8)];
  }

  /** Height above the gum line, towards the biting surface; also says what is tooth. */
  #height(tooth: Tooth, a: number, lateral: number, half: number, end: number, at: number, tint: Float32Array): number {
    const full = tooth.shape.height * tooth.grow * end * (tooth.prepared ? 0.62 : 1);
    const squeeze = tooth.prepared ? 1.3 : 1;
    const inside =
      tooth.prepared && Math.abs(a) > 0.8
        ? 0
        : crownHeight(tooth.shape, tooth.prepared ? a * 1.15 : a, (lateral / half) * squeeze);
    const rim = lateral > 0 ? OUTER_RIM : INNER_RIM;
    const away = (6 * Math.max(0, Math.abs(lateral) - half)) / (rim - half);
    const crown = full * inside - 3 * away;
    const papilla = 2.1 * Math.pow(Math.abs(a), 3) * end;
    const eminence = lateral > 0 ? 0.5 * (1 - a * a) * bell(away - 1.5, 2.5) : 0;
    const gum = papilla * bell(away, 2.6) - 1.15 * away - 0.03 * away * away + eminence * 0.6 - 0.4;
    tint[at] = smoothStep(-0.25, 0.35, crown - gum - 0.3) * end;
    return smoothMaximum(crown, gum, 0.5);
  }

  #place(
    point: { x: number; y: number; outX: number; outY: number },
    lateral: number,
    palate: number,
    height: number,
    at: number,
    positions: Float32Array,
    distance: number,
  ): void {
    let x = point.x + point.outX * lateral;
    let y = point.y + point.outY * lateral;
    let z = height;
    if (palate > 0) {
      z += (PALATE_RIM_HEIGHT - z) * smoothStep(0, 0.25, palate);
      const rim = Math.abs(x);
      const eased = palate * palate * (3 - 2 * palate) * 0.5 + palate * 0.5;
      x *= 1 - eased;
      y -= eased * 0.12 * (y + 8);
      z -= Math.min(PALATE_DEPTH, rim * 0.62) * Math.sin((eased * Math.PI) / 2);
      z += 0.28 * Math.sin(y * 1.15) * bell(y - 32, 9) * Math.sin(eased * Math.PI);
    }
    for (const [fx, fy, phase] of this.#waves) z += 0.05 * Math.sin(x * fx + y * fy + phase);
    z += this.#random.between(-0.008, 0.008);
    const spee = 0.0011 * Math.min(distance * distance, 3600) - 1.2;
    const upper = this.#options.jaw === 'upper';
    positions[at * 3] = x + this.#random.between(-0.006, 0.006);
    positions[at * 3 + 1] = y + (upper ? 1.2 : 0);
    const gumLine = (upper ? 9 : 8.3) - (upper ? 1.5 : 0.8) * smoothStep(12, 34, Math.abs(distance));
    positions[at * 3 + 2] = (upper ? gumLine - z : z - gumLine) + 0.4 * spee;
  }

  #toothAt(distance: number): Tooth {
    let nearest = this.#teeth[0]!;
    for (const tooth of this.#teeth) {
      if (
        Math.abs(distance - tooth.centre) / tooth.shape.width <
        Math.abs(distance - nearest.centre) / nearest.shape.width
      ) {
        nearest = tooth;
      }
    }
    return nearest;
  }
}

/** The larger of the two with a rounded transition of about the given width. */
function smoothMaximum(one: number, other: number, width: number): number {
  const share = Math.max(0, Math.min(1, 0.5 + (0.5 * (one - other)) / width));
  return other + (one - other) * share + width * share * (1 - share);
}
