import { InvalidArgumentError } from 'commander';

/** For options that take a day, `YYYY-MM-DD`. */
export function calendarDay(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  const exists = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime());
  if (!exists || date.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('A day such as 2026-01-31 is expected.');
  return text;
}
