const DAY_MS = 24 * 60 * 60 * 1000;

/** The days of a practice that works from Monday to Friday, and today, as `YYYY-MM-DD`. */
export class Calendar {
  readonly today: string;
  /** Working days before today, the earliest first. */
  readonly past: readonly string[];
  /** Today and the working days after it. */
  readonly ahead: readonly string[];

  /**
   * @param today `YYYY-MM-DD`
   * @param daysBack how many days `past` reaches back, and `daysAhead` how many `ahead` reaches on
   */
  constructor(today: string, daysBack: number, daysAhead: number) {
    const start = Date.parse(`${today}T00:00:00Z`);
    if (Number.isNaN(start)) throw new Error(`${today} is no day of the form YYYY-MM-DD.`);
    const days = (from: number, count: number): readonly Date[] =>
      Array.from({ length: count }, (_, index) => new Date(start + (from + index) * DAY_MS));
    const working = (list: readonly Date[]): readonly string[] =>
      list.filter((day) => day.getUTCDay() % 6 !== 0).map((day) => day.toISOString().slice(0, 10));
    this.today = today;
    this.past = working(days(-daysBack, daysBack));
    this.ahead = [today, ...working(days(1, daysAhead))];
  }
}

/** The start of a visit, as `HH:MM:00`; slots are a quarter of an hour and begin at eight in the morning. */
export function timeOfSlot(slot: number): string {
  const minutes = 8 * 60 + (slot % SLOTS) * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
}

/** Visits begin until six in the evening. */
export const SLOTS = 40;
