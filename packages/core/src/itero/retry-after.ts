/** No server keeps us away for longer, whatever it says. */
const LONGEST = 60 * 60_000;

/** The wait that `Retry-After` asks for, milliseconds; undefined where it is absent or unreadable (RFC 9110, Retry-After). */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST);
}
