import { Stage } from '../contradictions/stage.js';
import { EVERYWHERE, pairs, type Trouble } from './faults.js';
import { liveThrough, OPTIONS } from './working-day.js';

/** While one waits for the disk, another goes on. */
const STAGES = 3;
const LONG = 900_000;
/** How many are lived through with two troubles, and which; another seed draws others. */
const PAIRS = Number(process.env['CHAIRSIDE_TEST_PAIRS'] ?? 12);
const SEED = Number(process.env['CHAIRSIDE_TEST_SEED'] ?? 1);

describe('a working day at a cloud in trouble', function () {
  this.timeout(LONG);
  let stages: readonly Stage[];

  before(async () => {
    stages = await Promise.all(Array.from({ length: STAGES }, () => Stage.open(EVERYWHERE.length + PAIRS + 1)));
  });
  after(() => Promise.all(stages.map((stage) => stage.close())));

  async function live(troubles: readonly Trouble[]): Promise<void> {
    const waiting = [...troubles];
    const failures: string[] = [];
    const turn = async (stage: Stage): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const trouble = next;
        const reading = { name: trouble.name, switches: {} };
        await stage
          .play(reading, (practice) => liveThrough(trouble, practice), OPTIONS)
          .catch((error: unknown) => failures.push(String(error)));
      }
    };
    await Promise.all(stages.map(turn));
    if (failures.length > 0) throw new Error(failures.join('\n'));
  }

  it('ends as one without any', () => live([{ name: 'no trouble', faults: [] }]));

  it('ends as one without, whatever goes wrong once with any of its calls', () => live(EVERYWHERE));

  it('ends as one without where two things go wrong', () => live(pairs(PAIRS, SEED)));
});
