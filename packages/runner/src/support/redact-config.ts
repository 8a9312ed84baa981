import { isPlaceholder } from '../config/placeholders.js';

/** Times, sizes, days and the codes of procedures say something to whoever helps, and nothing of anybody. */
const HARMLESS = /^(?:\d+(?:\.\d+)? ?(?:ms|s|m|h|d|B|[kKMG]i?B)|\d{4}-\d\d-\d\d|D\d{2,4}\*?)$/;
const PACKAGE = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w-]*$/;
const CLINIC = /^[a-z0-9][a-z0-9-]{0,39}$/;
const SCHEME = /^(https?):\/\/(127\.0\.0\.1|localhost)?/i;

/** The words of a JSON Schema: the names of options, and the values among which one is chosen. */
function wordsOf(schema: unknown, words = new Set<string>()): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return words;
  const { properties, enum: values, const: only } = schema as Readonly<Record<string, unknown>>;
  if (typeof properties === 'object' && properties !== null)
    for (const name of Object.keys(properties)) words.add(name);
  for (const value of [only, ...(Array.isArray(values) ? values : [])]) if (typeof value === 'string') words.add(value);
  for (const part of Object.values(schema)) wordsOf(part, words);
  return words;
}

function placeholder(text: string): string {
  return text.startsWith('${file:') ? '${file:…}' : text;
}

function redactText(text: string, key: string | undefined, words: ReadonlySet<string>): string {
  if (words.has(text) || HARMLESS.test(text)) return text;
  if (key === 'id' && CLINIC.test(text)) return text;
  if (key === 'use' && PACKAGE.test(text)) return text;
  if (isPlaceholder(text)) return placeholder(text);
  const [, scheme, own] = SCHEME.exec(text) ?? [];
  if (scheme !== undefined) return `${scheme}://${own ?? '[host]'}`;
  return text === '' ? '' : '[text]';
}

/**
 * The values of a configuration for somebody who must learn nothing of the practice from it: numbers, switches, and texts
 * that the schema itself knows stay, with times, sizes and procedure codes; everything else, keys too, is replaced.
 */
export function redactConfig(values: unknown, schema: unknown): unknown {
  const words = wordsOf(schema);
  const redact = (value: unknown, key?: string): unknown => {
    if (typeof value === 'string') return redactText(value, key, words);
    if (Array.isArray(value)) return value.map((item) => redact(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item], index) => [
        words.has(name) || HARMLESS.test(name) ? name : `[key ${index + 1}]`,
        redact(item, name),
      ]),
    );
  };
  return redact(values);
}
