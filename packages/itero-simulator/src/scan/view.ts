type Vector = readonly [number, number, number];

/** A side that the model is looked at from, and which jaws are shown. */
export interface View {
  readonly name: ViewName;
  /** From the eye to the model. */
  readonly forward: Vector;
  /** What points up in the picture, at a right angle to `forward`. */
  readonly up: Vector;
  readonly upper: boolean;
  readonly lower: boolean;
}

/** The main picture and the five of the "penta" set. */
export type ViewName = 'main' | 'front' | 'left' | 'lower' | 'right' | 'upper';

/** The six pictures of a gallery; left and right are the patient's. */
export const galleryViews: readonly View[] = [
  { name: 'main', forward: unit([0.5, -0.85, -0.16]), up: unit([0.08, -0.136, 0.9725]), upper: true, lower: true },
  { name: 'front', forward: [0, -1, 0], up: [0, 0, 1], upper: true, lower: true },
  { name: 'left', forward: [1, 0, 0], up: [0, 0, 1], upper: true, lower: true },
  { name: 'lower', forward: [0, 0, -1], up: [0, -1, 0], upper: false, lower: true },
  { name: 'right', forward: [-1, 0, 0], up: [0, 0, 1], upper: true, lower: true },
  { name: 'upper', forward: [0, 0, 1], up: [0, 1, 0], upper: true, lower: false },
];

/** The picture's right-hand direction. */
export function rightOf(view: View): Vector {
  const [fx, fy, fz] = view.forward;
  const [ux, uy, uz] = view.up;
  return [fy * uz - fz * uy, fz * ux - fx * uz, fx * uy - fy * ux];
}

function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}
