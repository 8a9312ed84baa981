export type Arch = 'upper' | 'lower';

/** Where Surf holds an arch or a quadrant; procedurecode.TreatArea says which. */
const OF_SURFACE: Readonly<Record<string, Arch>> = {
  U: 'upper',
  UR: 'upper',
  UL: 'upper',
  L: 'lower',
  LR: 'lower',
  LL: 'lower',
};

/** Permanent teeth, in universal numbers. */
const TEETH: Readonly<Record<Arch, readonly string[]>> = {
  upper: Array.from({ length: 16 }, (_, index) => String(index + 1)),
  lower: Array.from({ length: 16 }, (_, index) => String(index + 17)),
};

/** The arch of an arch, a quadrant or a permanent tooth; undefined for anything else. */
export function archOf(place: string): Arch | undefined {
  if (Object.hasOwn(OF_SURFACE, place)) return OF_SURFACE[place];
  return (['upper', 'lower'] as const).find((arch) => TEETH[arch].includes(place));
}

/** Whether no permanent tooth of an arch is left. */
export function isToothless(arch: Arch, missing: ReadonlySet<string>): boolean {
  return TEETH[arch].every((tooth) => missing.has(tooth));
}
