// Open Dental draws random keys where a practice has several servers: they need more digits than a JavaScript number has.

/** A JSON reviver is told what stands in the text; the language's types do not know it yet. */
interface Source {
  readonly source?: string;
}

declare global {
  interface JSON {
    /** A value that stands in JSON just as it is given. */
    rawJSON(text: string): unknown;
  }
}

/** Parses JSON; a whole number that would lose digits becomes text. */
export function parseJson(text: string): unknown {
  const keep = (_key: string, value: unknown, context?: Source): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value;
  return JSON.parse(text, keep);
}

/** A whole number for JSON, of any length. */
export function wholeNumber(digits: string): unknown {
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : JSON.rawJSON(digits);
}
