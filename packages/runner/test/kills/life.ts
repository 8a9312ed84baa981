import { KilledClinic, type KilledClinicOptions } from './killed-clinic.js';
import { live } from './practice-day.js';
import { standing, type Standing } from './standing.js';

/** A day that is over: what it left behind, and what it took. */
export interface Life {
  readonly standing: Standing;
  /** Versions of requests that were in doubt though they were on the scanner. */
  readonly doubted: ReadonlySet<string>;
  readonly kills: number;
}

/** Lives through a day, or its first steps, in a clinic of its own. */
export async function lifeOf({ steps, ...options }: KilledClinicOptions & { readonly steps?: number }): Promise<Life> {
  const day = await KilledClinic.open(options);
  try {
    await live(day, steps);
    return { standing: await standing(day), doubted: day.doubted, kills: day.kills };
  } finally {
    await day.close();
  }
}
