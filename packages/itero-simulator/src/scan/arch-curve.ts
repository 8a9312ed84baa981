/** A place on the dental arch: where it is, and the unit direction towards the cheek. */
export interface ArchPoint {
  readonly x: number;
  readonly y: number;
  readonly outX: number;
  readonly outY: number;
}

const STEPS = 600;

/** The horseshoe that the teeth stand on: half an ellipse, walked by arc length from the midline. */
export class ArchCurve {
  readonly #halfWidth: number;
  readonly #depth: number;
  readonly #lengths = new Float64Array(STEPS + 1);

  /** @param halfWidth at the back, in mm @param depth from front to back, in mm */
  constructor(halfWidth: number, depth: number) {
    this.#halfWidth = halfWidth;
    this.#depth = depth;
    for (let step = 1; step <= STEPS; step += 1) {
      const [x0, y0] = this.#at(((step - 1) / STEPS) * (Math.PI / 2));
      const [x1, y1] = this.#at((step / STEPS) * (Math.PI / 2));
      this.#lengths[step] = this.#lengths[step - 1]! + Math.hypot(x1 - x0, y1 - y0);
    }
  }

  /** The place at the signed distance from the midline, positive on the patient's right; straight on past the ends. */
  point(distance: number): ArchPoint {
    const side = distance < 0 ? -1 : 1;
    const wanted = Math.abs(distance);
    const total = this.#lengths[STEPS]!;
    if (wanted >= total) {
      return { x: side * this.#halfWidth, y: -(wanted - total), outX: side, outY: 0 };
    }
    let low = 0;
    let high = STEPS;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#lengths[middle]! <= wanted) low = middle;
      else high = middle;
    }
    const share = (wanted - this.#lengths[low]!) / (this.#lengths[high]! - this.#lengths[low]!);
    const angle = ((low + share) / STEPS) * (Math.PI / 2);
    const [x, y] = this.#at(angle);
    const outX = Math.sin(angle) / this.#halfWidth;
    const outY = Math.cos(angle) / this.#depth;
    const length = Math.hypot(outX, outY);
    return { x: side * x, y, outX: (side * outX) / length, outY: outY / length };
  }

  #at(angle: number): readonly [number, number] {
    return [this.#halfWidth * Math.sin(angle), this.#depth * Math.cos(angle)];
  }
}
