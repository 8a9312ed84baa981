/** Milliseconds of a day or a time: YYYY-MM-DD, or that with a time of day, as UTC where no zone is named. */
export function parseTime(text: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (found === null) return undefined;
  const [, , , day, time, , zone] = found;
  const at = Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
  // 2023-02-30 parses to March in some engines and to nothing in others.
  const sameDay = new Date(Date.parse(text.slice(0, 10))).getUTCDate() === Number(day);
  return Number.isNaN(at) || !sameDay ? undefined : at;
}

/** Whether the text is a day without a time. */
export function isDay(text: string): boolean {
  return text.length === 10;
}

export const DAY_MS = 24 * 60 * 60 * 1000;
