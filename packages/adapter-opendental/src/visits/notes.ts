const PLACEHOLDERS = ['teeth', 'surfaces', 'description'] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What the notes say of one procedure. */
export interface NotedProcedure {
  readonly teeth: readonly string[];
  readonly surfaces: string;
  readonly description: string;
}

/** What is wrong with a template of the notes; undefined: nothing. */
export function notesProblem(template: string): string | undefined {
  const unknown = [...template.matchAll(PLACEHOLDER)].find(([, name]) => !PLACEHOLDERS.some((known) => known === name));
  if (unknown === undefined) return undefined;
  return `${unknown[0]} is not known; there are ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}`;
}

/**
 * Where a tooth stands in universal order. Primary teeth stand with those that follow them, supernumerary ones (51 to 82,
 * AS to TS) beside their neighbour.
 */
function position(tooth: string): number {
  const number = Number(tooth);
  if (number > 50) return number - 49.5;
  if (number > 0) return number;
  const letter = tooth.charCodeAt(0) - 'A'.charCodeAt(0);
  if (letter < 0 || letter > 19) return Infinity;
  return (letter < 10 ? 4 : 10) + letter + (tooth.length > 1 ? 0.75 : 0.25);
}

function inOrder(teeth: readonly string[]): readonly string[] {
  return [...new Set(teeth)].sort((one, other) => position(one) - position(other) || (one < other ? -1 : 1));
}

/** Stands for the teeth until all that share a sentence are known. */
const TEETH = '\0';

function fill(template: string, { surfaces, description }: NotedProcedure): string {
  const values: Readonly<Record<Placeholder, string>> = { teeth: TEETH, surfaces, description };
  return template.replaceAll(PLACEHOLDER, (all, name: Placeholder) => values[name] ?? all);
}

/**
 * The notes of an RX by the clinic's template: once for each procedure in the order of teeth, and once for procedures
 * that differ in their teeth only. Undefined where nothing is left of it.
 */
export function notesOf(template: string, procedures: readonly NotedProcedure[]): string | undefined {
  const teethOf = new Map<string, readonly string[]>();
  for (const procedure of procedures) {
    const text = fill(template, procedure);
    teethOf.set(text, [...(teethOf.get(text) ?? []), ...procedure.teeth]);
  }
  const lines = [...teethOf].map(([text, all]) => {
    const teeth = inOrder(all);
    const line = text.replaceAll(TEETH, () => teeth.join(', '));
    return { first: position(teeth[0] ?? ''), text: line.replaceAll(/\s+/g, ' ').trim() };
  });
  lines.sort(
    (one, other) => (one.first === other.first ? 0 : one.first - other.first) || (one.text < other.text ? -1 : 1),
  );
  return (
    lines
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('; ') || undefined
  );
}
