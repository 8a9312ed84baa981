import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../flow/support/seeded.js';
import { atRandom, NO_KILLS } from './killer.js';
import { lifeOf, type Life } from './life.js';
import { PointLog } from './point-log.js';
import { compare, type Difference } from './standing.js';

/**
 * Lives through sample days with kills at random moments, until there were as many as `--kills` says, and compares each
 * with an undisturbed one. `--seed` chooses the moments: the day of a seed is killed at the same ones each time.
 */

/** A scan whose download is cut off 20 times waits for a person, so a day has fewer. */
const KILLS_A_DAY = 15;
const DAYS_AT_ONCE = 2;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  process.stderr.write(`--${name} is a whole number above 0, not ${text}\n`);
  process.exit(2);
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
  },
});
const wanted = wholeNumber('kills', values.kills);
const firstSeed = wholeNumber('seed', values.seed);

const folder = await mkdtemp(join(tmpdir(), 'chairside-soak-'));
const log = await PointLog.in(join(folder, 'points'));
const totals = { days: 0, kills: 0, inDoubt: 0, lost: 0, duplicated: 0, other: 0 };

function summary(): string {
  const { days, kills, inDoubt, lost, duplicated } = totals;
  return `${kills} kills on ${days} days, in doubt ${inDoubt}, lost ${lost}, duplicated ${duplicated}`;
}

/** What went wrong goes into a file that stays, with the seed that brings the same day again. */
async function tell(seed: number, found: Difference | { readonly failure: string }): Promise<void> {
  const file = join(tmpdir(), `chairside-soak-${seed}.json`);
  await writeFile(file, JSON.stringify({ seed, ...found }, null, 2));
  print(`The day of seed ${seed} went wrong: ${file}; again with npm run soak -- --kills 1 --seed ${seed}`);
}

async function day(seed: number, undisturbed: Life): Promise<void> {
  try {
    const life = await lifeOf({ killer: atRandom(seeded(seed), KILLS_A_DAY), log });
    const found = compare(undisturbed, life);
    totals.days += 1;
    totals.kills += life.kills;
    totals.inDoubt += life.doubted.size;
    totals.lost += found.lost.length;
    totals.duplicated += found.duplicated.length;
    totals.other += found.other.length;
    if (found.lost.length + found.duplicated.length + found.other.length > 0) await tell(seed, found);
  } catch (error) {
    totals.other += 1;
    await tell(seed, { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

try {
  print(`seed ${firstSeed}`);
  const undisturbed = await lifeOf({ killer: NO_KILLS, log });
  let next = firstSeed;
  while (totals.kills < wanted && totals.other + totals.lost + totals.duplicated === 0) {
    const left = Math.ceil((wanted - totals.kills) / KILLS_A_DAY);
    const seeds = Array.from({ length: Math.min(left, DAYS_AT_ONCE) }, (_, index) => next + index);
    next += seeds.length;
    await Promise.all(seeds.map((seed) => day(seed, undisturbed)));
    print(summary());
  }
  const where = new Map<string, number>();
  for (const point of await log.points('killed')) where.set(point, (where.get(point) ?? 0) + 1);
  for (const [point, count] of [...where].toSorted(([, one], [, other]) => other - one)) print(`${count}\t${point}`);
  print(`seed ${firstSeed}: ${summary()}`);
  if (totals.other > 0) print(`${totals.other} things are otherwise than on an undisturbed day`);
  process.exitCode = totals.lost + totals.duplicated + totals.other === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
