const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * A moment of an answer as ISO 8601 in UTC with milliseconds; undefined where it is none. Times are GMT+0 with or without
 * a zone letter (iTero DPMS API, ScanningDate), with any number of decimals.
 */
export function momentOf(text: string): string | undefined {
  const parts = MOMENT.exec(text.trim());
  if (parts === null) return undefined;
  const [, day, minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = new Date(`${day}T${minutes}${seconds}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** A day as the API takes it: `YYYY-MM-DD`, in UTC, moved by whole days. */
export function dayOf(time: Date, moveDays = 0): string {
  return new Date(time.getTime() + moveDays * 86_400_000).toISOString().slice(0, 10);
}
