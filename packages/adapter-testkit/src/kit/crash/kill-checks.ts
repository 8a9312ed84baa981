import type { RxKey, ScanDelivery } from '@chairside/core';
import { must } from '../broken.js';
import { wantedIn, type Bench, type KnownPerson } from '../bench.js';
import type { Check } from '../check.js';
import { keyOf } from '../checks/rx-changes.js';
import { samplePerson } from '../sample-people.js';
import { runChild } from './run-child.js';

const KILLS = 12;

/** A process that uses the adapter ends between any two of its steps. */
export const KILL_CHECKS: readonly Check[] = [
  {
    part: 'rxTrigger',
    title: 'neither loses nor doubles a wish when its process is killed between any two steps',
    hands: ['wantScan'],
    kills: true,
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const { effects } = await runChild(bench, { key: await bench.want(known!) });
      for (const killAt of moments(effects ?? 0, bench)) {
        const key = await bench.want(known!);
        const { committed } = await runChild(bench, { key, killAt });
        await bench.restart();
        await mustComeOnce(bench, key, new Set(committed), `killed before step ${killAt} of ${effects}`);
      }
    },
  },
  {
    part: 'sink',
    title: 'completes a delivery, with one copy, when its process is killed between any two steps',
    kills: true,
    async run(bench) {
      const [known] = await bench.know(samplePerson(1));
      const first = await bench.scans.scan(bench.patient(known!));
      const { effects } = await runChild(bench, { delivery: first });
      const whole = await chartSize(bench, known!, [first]);
      const filed: ScanDelivery[] = [first];
      for (const killAt of moments(effects ?? 0, bench)) {
        const delivery = await bench.scans.scan(bench.patient(known!));
        await runChild(bench, { delivery, killAt });
        await bench.restart();
        const when = `killed before step ${killAt} of ${effects}`;
        const receipt = await bench.ports.sink!.deliver(delivery, bench.signal).catch((error: unknown) => {
          must(false, `a delivery cannot be completed that was ${when}: ${String(error)}`);
        });
        const holding = await bench.ports.sink!.holds(receipt, bench.signal);
        must(holding === 'held', `a delivery that was ${when} and completed is called ${holding}`);
        filed.push(delivery);
        const size = await chartSize(bench, known!, filed);
        must(
          size === whole * filed.length,
          `after a delivery that was ${when} and completed the chart has ${size} files instead of ${whole * filed.length}`,
        );
      }
    },
  },
];

/** Which steps are the last ones: all where they are few, else some, spread evenly. */
function moments(effects: number, { subject: { kills = KILLS } }: Bench): readonly number[] {
  const count = Math.min(effects, kills);
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index * effects) / count));
}

/** What a crashed process has not committed comes now, under the id that it would have had. */
async function mustComeOnce(bench: Bench, key: RxKey, committed: ReadonlySet<string>, when: string): Promise<void> {
  const sayings = new Set<string>(committed);
  let snapshots = 0;
  await bench.readUntil((reading) => {
    if (reading.kind === 'snapshot') {
      snapshots = wantedIn(reading).filter((rx) => rx.key === key).length;
      return snapshots > 0 ? true : undefined;
    }
    for (const change of reading.changes) if (keyOf(change) === key) sayings.add(change.id);
    return sayings.size > 0 ? true : undefined;
  }, `a wish is lost when the process is ${when}`);
  for (const reading of await bench.readOften()) {
    if (reading.kind !== 'changes') continue;
    for (const change of reading.changes) if (keyOf(change) === key) sayings.add(change.id);
  }
  must(snapshots <= 1 && sayings.size <= 1, `a wish is doubled when the process is ${when}: it comes under two ids`);
  const outcomes = [...sayings].map((id) => ({ id, key, result: 'accepted' as const }));
  if (outcomes.length > 0) await bench.ports.rxTrigger!.acknowledge?.(outcomes, bench.signal);
}

/** How many files the chart has; without that hand, how many were delivered. */
async function chartSize(bench: Bench, { ref, person }: KnownPerson, filed: readonly ScanDelivery[]): Promise<number> {
  const chart = await bench.hands.chart?.(ref, person);
  return chart === undefined ? filed.length : chart.length;
}
