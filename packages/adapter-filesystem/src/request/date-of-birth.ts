/** How a practice writes dates: `auto`, or a pattern of DD, MM and YYYY. */
export type DateFormat = string;

/** For dates with slashes under `auto`: which number comes first, where the whole file tells. */
export type SlashOrder = 'day-first' | 'month-first' | 'unknown';

export type DateReading =
  { readonly kind: 'date'; readonly date: string } | { readonly kind: 'ambiguous' } | { readonly kind: 'none' };

const NONE: DateReading = { kind: 'none' };

export function isDateFormat(format: string): boolean {
  if (format === 'auto') return true;
  return ['DD', 'MM', 'YYYY'].every((part) => format.split(part).length === 2) && /^[DMY./\-_ ]{8,10}$/.test(format);
}

function calendarDate(year: number, month: number, day: number, today: string): DateReading {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month > 0 && day > 0;
  if (!real || year < 1850) return NONE;
  const text = date.toISOString().slice(0, 10);
  return text <= today ? { kind: 'date', date: text } : NONE;
}

function byPattern(text: string, format: string, today: string): DateReading {
  const separated = /[^DMY]/.test(format);
  const source = format
    .replace(/[./\-_ ]/g, (mark) => `\\${mark}`)
    .replace('YYYY', '(?<year>\\d{4})')
    .replace('MM', separated ? '(?<month>\\d{1,2})' : '(?<month>\\d{2})')
    .replace('DD', separated ? '(?<day>\\d{1,2})' : '(?<day>\\d{2})');
  const groups = new RegExp(`^${source.replaceAll('\\_', '_').replaceAll('\\ ', ' ')}$`).exec(text)?.groups;
  if (groups === undefined) return NONE;
  return calendarDate(Number(groups['year']), Number(groups['month']), Number(groups['day']), today);
}

/**
 * A date of birth as `YYYY-MM-DD`. Under `auto` ISO dates (a time after it is left out), `DD.MM.YYYY`, `YYYYMMDD` and
 * dates with slashes are read; 03/04/1980 is ambiguous unless `slashes` says what comes first. `today` (`YYYY-MM-DD`) is
 * the latest one possible.
 */
export function readDateOfBirth(text: string, format: DateFormat, slashes: SlashOrder, today: string): DateReading {
  if (format !== 'auto') {
    const reading = byPattern(text, format, today);
    return reading.kind === 'none' ? byPattern(text, 'YYYY-MM-DD', today) : reading;
  }
  const iso = /^(\d{4}-\d{1,2}-\d{1,2})(?:[T ].*)?$/.exec(text)?.[1];
  if (iso !== undefined) return byPattern(iso, 'YYYY-MM-DD', today);
  if (/^\d{8}$/.test(text)) return byPattern(text, 'YYYYMMDD', today);
  if (text.includes('.')) return byPattern(text, 'DD.MM.YYYY', today);
  const dayFirst = byPattern(text, 'DD/MM/YYYY', today);
  const monthFirst = byPattern(text, 'MM/DD/YYYY', today);
  if (slashes === 'day-first') return dayFirst;
  if (slashes === 'month-first') return monthFirst;
  if (dayFirst.kind === 'none') return monthFirst;
  if (monthFirst.kind === 'none') return dayFirst;
  return dayFirst.kind === 'date' && monthFirst.kind === 'date' && dayFirst.date === monthFirst.date
    ? dayFirst
    : { kind: 'ambiguous' };
}

/** What the dates with slashes of one file say together: a number above 12 can be no month. */
export function slashOrder(texts: Iterable<string>): SlashOrder {
  let first = false;
  let second = false;
  for (const text of texts) {
    const match = /^(\d{1,2})\/(\d{1,2})\/\d{4}$/.exec(text);
    if (match === null) continue;
    if (Number(match[1]) > 12) first = true;
    if (Number(match[2]) > 12) second = true;
  }
  if (first === second) return 'unknown';
  return first ? 'day-first' : 'month-first';
}
