import { expect } from 'chai';
import { CrashPoint } from './support/crash-point.js';
import { FlowBench } from './support/flow-bench.js';
import { STORY, everInDoubt, orderOf, standing, type Standing } from './support/practice-story.js';
import { seeded } from './support/seeded.js';
import { closeTestLedger } from './support/test-ledger.js';

const RUNS = 200;

/** No wish may ever stand on the scanner twice. */
function nothingIsDoubled(bench: FlowBench): void {
  const open = bench.service.open.map(({ submission }) => submission.patient.chartNumber);
  expect(new Set(open).size).to.equal(open.length);
}

/** Tells the story to the end; at each crash point the process ends and another one starts. */
async function tell(crashes: readonly CrashPoint[]): Promise<FlowBench> {
  const bench = await FlowBench.open();
  const { ledger, service, staging, adapter } = bench;
  const left = [...crashes];
  let crash = left.shift();
  const parts = () => crash?.around({ ledger, service, staging, adapter }) ?? {};
  bench.build(parts());
  for (const step of STORY) {
    await step(bench);
    for (let quiet = false, starting = false; !quiet;) {
      try {
        if (starting) await bench.restart(parts());
        await bench.untilQuiet();
        quiet = true;
      } catch (error) {
        if (crash?.dead !== true) throw error;
      }
      nothingIsDoubled(bench);
      starting = crash?.dead === true;
      quiet &&= !starting;
      if (starting) crash = left.shift();
    }
  }
  return bench;
}

describe('a process that ends at any moment', () => {
  after(closeTestLedger);

  let undisturbed: Standing;
  let calls: number;

  before(async () => {
    const counting = new CrashPoint(Infinity, false);
    undisturbed = await standing(await tell([counting]));
    ({ calls } = counting);
  });

  it('would have left this, undisturbed', () => {
    expect(Object.fromEntries(undisturbed.rx)).to.deep.equal({
      A: '[[" scanned"],["scanned"],"scanned"]',
      B: '[[" withdrawn","changed scanned"],["withdrawn","scanned"],"scanned"]',
      C: '[[" withdrawn"],["withdrawn"],"withdrawn"]',
      D: '[[" scanned"],["scanned","failed"],"scanned"]',
      E: '[["changed open"],["withdrawn","submitted"],"submitted"]',
    });
    expect(Object.fromEntries(undisturbed.scans)).to.deep.equal({
      'order-A': '["filed",1,["P1"],1]',
      'order-B': '["filed",1,["P2"],1]',
      'order-D': '["filed",1,["P4"],1]',
      'order-known': '["filed",2,["P5","P5"],2]',
      'order-stranger': '["filed",1,["P6"],1]',
    });
    expect(undisturbed.chart.size).to.equal(4 * 5 + 2 + 2);
  });

  it(`leaves the same at ${RUNS} moments, but for what it leaves in doubt`, async function () {
    this.timeout(300_000);
    const random = seeded(20260105);
    let doubts = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const at = () => new CrashPoint(1 + Math.floor(random() * calls), random() < 0.5);
      const crashes = run % 4 === 0 ? [at(), at()] : [at()];
      const bench = await tell(crashes);
      const name = `run ${run}`;
      expect(crashes[0]?.dead, name).to.equal(true);
      const { rx, scans, chart } = await standing(bench);
      const excepted = everInDoubt(bench);
      doubts += excepted.length;
      for (const [key, expected] of undisturbed.rx)
        if (!excepted.includes(key)) expect(rx.get(key), `${name}, RX ${key}`).to.equal(expected);
      const missing = excepted.map(orderOf);
      for (const [orderId, expected] of undisturbed.scans) {
        if (scans.has(orderId) || !missing.some((other) => other === orderId))
          expect(scans.get(orderId), `${name}, ${orderId}`).to.equal(expected);
      }
      const lost = [...undisturbed.chart.keys()].filter(
        (path) => !chart.has(path) && !missing.some((orderId) => path.includes(`/${orderId}/`)),
      );
      expect(lost, name).to.deep.equal([]);
      for (const [path, sha256] of chart) expect(undisturbed.chart.get(path), `${name}, ${path}`).to.equal(sha256);
    }
    expect(doubts, 'some runs must end in the middle of a submission').to.be.greaterThan(0);
    expect(doubts, 'and most must not').to.be.lessThan(RUNS / 4);
  });
});
