import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { atNewPoints, NO_KILLS, onceAt } from './killer.js';
import { lifeOf, type Life } from './life.js';
import { PointLog } from './point-log.js';
import { SCANNED } from './practice-day.js';
import { compare, type Difference } from './standing.js';

/** As many days may be needed until a process was killed at each point: a kill changes what comes after it. */
const MOST_DAYS = 5;
const NOTHING: Difference = { lost: [], duplicated: [], other: [] };

describe('a kill at every durable step', () => {
  let folder: string;
  let points: ReadonlySet<string>;
  let undisturbed: Life;

  before(async function () {
    this.timeout(300_000);
    folder = await mkdtemp(join(tmpdir(), 'chairside-kills-'));
    const log = await PointLog.in(join(folder, 'undisturbed'));
    undisturbed = await lifeOf({ killer: NO_KILLS, log });
    points = new Set(await log.points('reached'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('knows the steps of every flow', () => {
    const flows = [
      'login take', // pairing
      'call POST pair',
      'pairing save',
      'vault write > rename 1',
      'call POST token', // and its refresh
      'requests read > rename 1', // a request comes in
      'commit rx wanted, request seen',
      'acknowledge > rename 1',
      'commit rx submitting', // and goes to the scanner
      'call POST /scan-request',
      'commit rx withdrawing, request seen', // a cancelled one, and one that was changed
      'call DELETE /scan-request/:rxId',
      'call GET /orders/practice', // a scan comes
      'commit scan listed',
      'commit scan review',
      'call GET /order/:orderId/download/:assetType',
      'fetch scan > rename 1',
      'commit scan verified',
      'deliver > link 1', // into the chart
      'deliver > rename 3',
      'commit scan filed, revision',
      'fetch picture > rename 1', // with its screen captures
      'commit capture filed',
      'status tell > rename 1', // and the practice is told
      'status done',
      'call PATCH /patient/by-chart-number', // a patient has another name
      'chart withdraw > rename 1', // and a scan was wrong
    ];
    const missing = flows
      .flatMap((point) => [`before ${point}`, `after ${point}`])
      .filter((point) => !points.has(point));
    expect(missing).to.deep.equal([]);
  });

  it('is tried on a day on which all that happens', () => {
    const names = [...undisturbed.standing.keys()].join('\n');
    expect(names).to.match(/iTero: RX B 2/);
    for (const part of ['/r1/scan.json', '/r2/scan.json', '/captures/', 'scan withdrawn'])
      expect(names).to.include(part);
    for (const file of ['outbox/A.json', 'inbox/.done/first.json', 'inbox/.failed/too-late.json'])
      expect(names).to.include(file);
    expect(undisturbed.standing.get('iTero: RX C 1')).to.equal('deleted');
    expect(undisturbed.standing.get('iTero: patient 1001')).to.include('Incisor-Molar');
  });

  it('leaves nothing lost and nothing doubled', async function () {
    this.timeout(1_800_000);
    const log = await PointLog.in(join(folder, 'killed'));
    const notYet = async (): Promise<readonly string[]> => {
      const killed = new Set(await log.points('killed'));
      return [...points].filter((point) => !killed.has(point));
    };
    const doubted = new Set<string>();
    for (let days = 0; days < MOST_DAYS && (await notYet()).length > 0; days += 1) {
      const killers = days === 0 ? [atNewPoints(0), atNewPoints(1)] : [atNewPoints()];
      const lives = await Promise.all(killers.map((killer) => lifeOf({ killer, log })));
      for (const life of lives) {
        expect(JSON.stringify(compare(undisturbed, life), null, 1)).to.equal(JSON.stringify(NOTHING, null, 1));
        for (const key of life.doubted) doubted.add(key);
      }
    }
    expect(await notYet(), 'points at which no process was killed').to.deep.equal([]);
    // Those that are sent first meet all kills in the middle of a submission; a scan settled each of them.
    expect(SCANNED).to.include.members([...doubted]);
    expect(doubted.size, 'some kills must leave a doubt').to.be.greaterThan(0);
  });

  it('leaves an RX in doubt that was changed meanwhile to a person, and the rest as ever', async function () {
    this.timeout(300_000);
    // After the pairing, an empty round and the one that sends the first requests.
    const killer = onceAt('after call POST /scan-request', { start: 4 });
    const life = await lifeOf({ killer, log: await PointLog.in(join(folder, 'doubt')) });
    expect([...life.doubted]).to.deep.equal(['B 1']);
    expect(compare(undisturbed, life)).to.deep.equal(NOTHING);
    expect(life.standing.get('iTero: RX B 2')).to.equal(undefined);
  });

  it('would be seen to lose a request that is acknowledged before it is stored', async function () {
    this.timeout(300_000);
    const found = await spoilt('request seen', 'after acknowledge > rename 1');
    expect(found.lost).to.include.members(['iTero: RX D 1', 'ledger: RX D 1']);
  });

  it('would be seen to double an RX that is sent before its intent is stored', async function () {
    this.timeout(300_000);
    const found = await spoilt('rx submitting + sent note', 'after call POST /scan-request');
    expect(found.duplicated).to.include('iTero: RX A 1, time 2');
  });

  /** What is found of a day's first steps with one kill, where the commits of a kind are stored too late. */
  async function spoilt(late: string, point: string): Promise<Difference> {
    const steps = 2;
    const log = await PointLog.in(join(folder, late));
    const calm = await lifeOf({ killer: NO_KILLS, log, late, steps });
    const right = await lifeOf({ killer: NO_KILLS, log, steps });
    expect(compare(right, calm), 'without a kill it does no harm').to.deep.equal(NOTHING);
    return compare(right, await lifeOf({ killer: onceAt(point), log, late, steps }));
  }
});
