import { z } from 'zod';

/** Every schema that reads a part of an answer. */
type Fields = Readonly<Record<string, z.ZodType>>;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An object of which only these fields are read, in whichever letter case they come; null is absent. Errors name the
 * fields as they are spelt here.
 */
export function caseless<Shape extends Fields>(shape: Shape) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  const pick = (value: unknown): unknown => {
    if (!isRecord(value)) return value;
    const picked: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) {
      const name = names.get(key.toLowerCase());
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
  const wanted = name.toLowerCase();
  const found = Object.entries(value).find(([key, member]) => key.toLowerCase() === wanted && member !== null);
  return found?.[1];
}

/** The same, where it is text, a number or a boolean: as text. */
export function fieldText(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? `${found}` : undefined;
}
