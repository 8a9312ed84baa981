/** The value with the keys of its objects in camel case, as .NET writes it: leading capitals become small. */
export function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camel(key), camelKeys(inner)]));
}

/** Keys with an underscore are names of things, such as SCREEN_CAPTURE, and stay. */
function camel(key: string): string {
  if (key.includes('_')) return key;
  return key.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase());
}
