import { z } from 'zod';

/** Every schema that reads a part of an answer. */
type Fields = Readonly<Record<string, z.ZodType>>;

/** So many spellings of keys are remembered for one object; a server that invents keys must not fill the memory. */
const MOST_SPELLINGS = 200;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An object of which only these fields are read, in whichever letter case they come; null is absent. Errors name the
 * fields as they are spelt here.
 */
export function caseless<Shape extends Fields>(shape: Shape) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  // Folding each key of a page of orders anew would cost more than reading the page.
  const spellings = new Map<string, string | undefined>();
  const nameOf = (key: string): string | undefined => {
    if (spellings.has(key)) return spellings.get(key);
    const name = names.get(key.toLowerCase());
    if (spellings.size < MOST_SPELLINGS) spellings.set(key, name);
    return name;
  };
  const pick = (value: unknown): unknown => {
    if (!isRecord(value)) return value;
    const picked: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const name = nameOf(key);
      const member = value[key];
      if (name === undefined || member === null) continue;
      if (key === name || !(name in picked)) picked[name] = member;
    }
    return picked;
  };
  return z.preprocess(pick, z.object(shape));
}

/** A field of an object by its name in any letter case; undefined where it is absent or null. */
export function field(value: unknown, name: string): unknown {
  if (!isRecord(value)) return undefined;
  const exact = value[name];
  if (exact !== undefined && exact !== null && Object.hasOwn(value, name)) return exact;
  const wanted = name.toLowerCase();
  const found = Object.entries(value).find(([key, member]) => key.toLowerCase() === wanted && member !== null);
  return found?.[1];
}

/** The same, where it is text, a number or a boolean: as text. */
export function fieldText(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? `${found}` : undefined;
}
