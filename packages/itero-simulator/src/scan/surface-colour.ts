const gum = [196, 112, 110] as const;
const tooth = [236, 226, 200] as const;

/** Red, green and blue (0 to 255) of a vertex, from gum (0) to tooth (1). */
export function surfaceColour(tint: number): readonly [number, number, number] {
  return [
    gum[0] + (tooth[0] - gum[0]) * tint,
    gum[1] + (tooth[1] - gum[1]) * tint,
    gum[2] + (tooth[2] - gum[2]) * tint,
  ];
}
