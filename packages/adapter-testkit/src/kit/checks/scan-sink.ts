import type { Holding, Receipt, ScanDelivery } from '@chairside/core';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { must } from '../broken.js';
import type { Bench, KnownPerson } from '../bench.js';
import type { Check } from '../check.js';
import { hardPeople, samplePerson } from '../sample-people.js';
import { mustWait } from './must-wait.js';

const AT_ONCE = 8;
const EMPTY = createHash('sha256').digest('hex');
/** Names that file systems take for one, cannot hold, or read as a way out of a folder. */
const HARD_FILES = [
  'Upper.stl',
  'upper.STL',
  'a/b/upper.stl',
  '../upper.stl',
  'CON.stl',
  'u\u0308ber.stl',
  'über.stl',
  'x:y?.stl',
  'end. ',
];

export const SCAN_SINK_CHECKS: readonly Check[] = [
  {
    part: 'sink',
    title: 'files every file of a scan, byte for byte, and holds it',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const scan = await bench.scans.scan(bench.patient(one!));
      const receipt = await deliver(bench, scan);
      mustPlaceAll(receipt, scan);
      await mustHold(bench, receipt, 'held', 'what was filed a moment ago is not held');
      await mustStand(bench, one!, [receipt]);
      await bench.scans.mustBeUntouched(scan);
    },
  },
  {
    part: 'sink',
    title: 'gives the same receipt and keeps one copy when a delivery comes twice',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const scan = await bench.scans.scan(bench.patient(one!));
      const receipt = await deliver(bench, scan);
      mustBeSame(await deliver(bench, scan), receipt, 'the same delivery gives another receipt the second time');
      await mustStand(bench, one!, [receipt]);
      await bench.restart();
      await mustHold(bench, receipt, 'held', 'after a restart a receipt is not held any more');
      mustBeSame(await deliver(bench, scan), receipt, 'the same delivery gives another receipt after a restart');
      await mustStand(bench, one!, [receipt]);
    },
  },
  {
    part: 'sink',
    title: 'keeps every revision, and takes an older one after a newer',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const order = bench.scans.nextOrder();
      const first = await bench.scans.scan(bench.patient(one!), order);
      const second = await bench.scans.scan(bench.patient(one!), order, { revision: 2, content: 'scanned again' });
      const receipt = await deliver(bench, first);
      const newer = await deliver(bench, second);
      await mustHold(
        bench,
        receipt,
        'held',
        'a newer revision replaces an older one: nothing in a chart is ever overwritten',
      );
      await mustHold(bench, newer, 'held', 'a second revision is not held');
      mustBeSame(await deliver(bench, first), receipt, 'an older revision gives another receipt after a newer one');
      await mustStand(bench, one!, [receipt, newer]);
    },
  },
  {
    part: 'sink',
    title: 'files screen captures beside the scan, each once',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const order = bench.scans.nextOrder();
      const scan = await bench.scans.scan(bench.patient(one!), order);
      const receipts = [await deliver(bench, scan)];
      const captures = [
        await bench.scans.capture(bench.patient(one!), order, 'c1'),
        await bench.scans.capture(bench.patient(one!), order, 'c2'),
      ];
      for (const capture of captures) {
        const receipt = await deliver(bench, capture);
        mustBeSame(
          await deliver(bench, capture),
          receipt,
          'the same screen capture gives another receipt the second time',
        );
        await mustHold(bench, receipt, 'held', 'a screen capture is not held');
        receipts.push(receipt);
      }
      await mustStand(bench, one!, receipts);
    },
  },
  {
    part: 'sink',
    title: 'keeps scans of different patients apart, whatever they are called',
    hands: ['chart'],
    async run(bench) {
      const twin = samplePerson(1);
      const same = { ...twin, chartNumber: `${twin.chartNumber}7` };
      const people = hardPeople(bench.subject.cannotHold);
      const known = await bench.know(twin, same, ...people);
      const receipts: Receipt[] = [];
      for (const [index, one] of known.entries()) {
        const receipt = await deliver(bench, await bench.scans.scan(bench.patient(one))).catch((error: unknown) => {
          const { what } = people[index - 2] ?? { what: 'nothing special' };
          must(false, `the scan of a patient with ${what} in the name cannot be filed: ${String(error)}`);
        });
        receipts.push(receipt);
      }
      const hashes = receipts.map(({ files }) => new Set(files.map(({ sha256 }) => sha256)));
      for (const [index, one] of known.entries()) {
        await mustStand(bench, one, [receipts[index]!]);
        const chart = await bench.hands.chart!(one.ref, one.person);
        const strange = chart.some(({ sha256 }) => hashes.some((set, other) => other !== index && set.has(sha256)));
        must(!strange, "a patient's chart holds the scan of another patient");
      }
    },
  },
  {
    part: 'sink',
    title: 'files names that no file system agrees about, each apart',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const scan = await bench.scans.scan(bench.patient(one!), undefined, { names: HARD_FILES });
      const receipt = await deliver(bench, scan);
      mustPlaceAll(receipt, scan);
      await mustHold(bench, receipt, 'held', 'files with hard names are not held');
      await mustStand(bench, one!, [receipt]);
    },
  },
  {
    part: 'sink',
    title: 'takes deliveries of different orders at the same time',
    async run(bench) {
      const [one, other] = await bench.know(samplePerson(1), samplePerson(2));
      const people = Array.from({ length: AT_ONCE }, (_, index) => (index % 2 === 0 ? one! : other!));
      const scans = await Promise.all(people.map((known) => bench.scans.scan(bench.patient(known))));
      const receipts = await Promise.all(scans.map((scan) => deliver(bench, scan)));
      for (const receipt of receipts) {
        await mustHold(bench, receipt, 'held', 'of deliveries that come at the same time not all are held');
      }
      for (const known of [one!, other!]) {
        await mustStand(
          bench,
          known,
          receipts.filter((_, index) => people[index] === known),
        );
      }
    },
  },
  {
    part: 'sink',
    title: 'refuses a staged file that is not what it is said to be, and leaves nothing of it',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      for (const spoil of [(path: string) => writeFile(path, 'another content'), (path: string) => rm(path)]) {
        const scan = await bench.scans.scan(bench.patient(one!));
        await spoil(scan.files[0]!.path);
        await bench.thrownBy(
          deliver(bench, scan),
          'a staged file that is damaged or gone is filed all the same: read back what was written and compare its hash',
        );
        await mustStand(bench, one!, []);
      }
    },
  },
  {
    part: 'sink',
    title: 'misses a file that somebody deleted, and completes it or knows that it is not wanted',
    hands: ['chart', 'deleteChartFile'],
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const scan = await bench.scans.scan(bench.patient(one!));
      const receipt = await deliver(bench, scan);
      const [file] = await bench.hands.chart!(one!.ref, one!.person);
      await bench.hands.deleteChartFile!(one!.ref, one!.person, file!.name);
      const holding = await bench.ports.sink!.holds(receipt, bench.signal);
      must(holding !== 'held', 'a file was deleted from the chart, and the receipt is called held');
      if (holding === 'removed') return;
      mustBeSame(await deliver(bench, scan), receipt, 'delivering what misses a file gives another receipt');
      await mustHold(bench, receipt, 'held', 'delivering again does not bring back what is missing');
      await mustStand(bench, one!, [receipt]);
    },
  },
  {
    part: 'sink',
    title: 'does not hold what it never filed',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const filed = await deliver(bench, await bench.scans.scan(bench.patient(one!)));
      const files = filed.files.map((file) => ({ ...file, path: `${file.path}-of-another-life` }));
      const holding = await bench.ports.sink!.holds({ ...filed, key: 'another/r1', files }, bench.signal);
      must(holding !== 'held', 'a receipt whose files are not in the chart is called held');
    },
  },
  {
    part: 'sink',
    title: 'throws an error that waits while the chart cannot be reached, and files afterwards',
    hands: ['goAway', 'comeBack'],
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const scan = await bench.scans.scan(bench.patient(one!));
      const receipt = await deliver(bench, scan);
      await bench.hands.goAway!();
      const next = await bench.scans.scan(bench.patient(one!));
      mustWait(
        await bench.thrownBy(deliver(bench, next), 'a scan is filed though the chart cannot be reached'),
        'deliver',
      );
      const holds = bench.ports.sink!.holds(receipt, bench.signal);
      mustWait(
        await bench.thrownBy(holds, 'holds answers though the chart cannot be reached: nothing is known then'),
        'holds',
      );
      await bench.hands.comeBack!();
      await mustHold(bench, receipt, 'held', 'after an outage what was filed before is not held');
      const later = await deliver(bench, next);
      await mustHold(bench, later, 'held', 'after an outage nothing is filed');
      await mustStand(bench, one!, [receipt, later]);
    },
  },
  {
    part: 'sink',
    title: 'ends a delivery whose signal is aborted, and completes it the next time',
    async run(bench) {
      const [one] = await bench.know(samplePerson(1));
      const scan = await bench.scans.scan(bench.patient(one!));
      await bench.stopped('deliver', (signal) => bench.ports.sink!.deliver(scan, signal));
      for (const after of [0, 1, 3]) {
        const stop = new AbortController();
        const call = bench.ports.sink!.deliver(scan, stop.signal).catch(() => undefined);
        for (let turn = 0; turn < after; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        stop.abort();
        await call;
      }
      const receipt = await deliver(bench, scan);
      await mustHold(bench, receipt, 'held', 'a delivery that was cut off is not completed by the next call');
      await mustStand(bench, one!, [receipt]);
      await bench.scans.mustBeUntouched(scan);
    },
  },
  {
    part: 'sink',
    title: 'takes a wrong filing out of the chart, and may be told so twice',
    calls: ['withdraw'],
    async run(bench) {
      const [one, other] = await bench.know(samplePerson(1), samplePerson(2));
      const order = bench.scans.nextOrder();
      const wrong = await bench.scans.scan(bench.patient(one!), order);
      const kept = await bench.scans.scan(bench.patient(one!));
      const receipt = await deliver(bench, wrong);
      const keptReceipt = await deliver(bench, kept);
      for (let time = 0; time < 2; time += 1) {
        const left = await bench.ports.sink!.withdraw!(receipt, bench.signal).catch((error: unknown) => {
          must(false, `withdraw throws ${time === 0 ? '' : 'for what is gone already '}(${String(error)})`);
        });
        must(Array.isArray(left), 'withdraw does not answer what is left to a person');
      }
      await mustHold(bench, keptReceipt, 'held', 'a withdrawal takes another scan out of the chart too');
      const holding = await bench.ports.sink!.holds(receipt, bench.signal);
      must(holding !== 'held', 'what was withdrawn is still held');
      await mustStand(bench, one!, [keptReceipt]);
      const right = await bench.scans.scan(bench.patient(other!), order, { revision: 2 });
      const righted = await deliver(bench, right);
      await mustHold(bench, righted, 'held', 'after a withdrawal the scan cannot be filed for the right patient');
      await mustStand(bench, other!, [righted]);
    },
  },
];

function deliver(bench: Bench, delivery: ScanDelivery): Promise<Receipt> {
  return bench.ports.sink!.deliver(delivery, bench.signal);
}

function mustPlaceAll({ key, files }: Receipt, scan: ScanDelivery): void {
  must(key === scan.key, 'a receipt has another key than its delivery');
  const hashes = new Set(files.map(({ sha256 }) => sha256));
  must(files.length > 0, 'a receipt names no files, so that nobody finds them again');
  must(
    files.every(({ size }) => size > 0),
    'a receipt names a file without its size',
  );
  const placed = scan.files.filter(({ sha256 }) => hashes.has(sha256)).length;
  must(placed > 0, 'a receipt names none of the files of its delivery by its hash');
  must(new Set(files.map(({ path }) => path)).size === files.length, 'a receipt names a path twice');
}

function mustBeSame(one: Receipt, other: Receipt, mistake: string): void {
  must(JSON.stringify(one) === JSON.stringify(other), mistake);
}

async function mustHold(bench: Bench, receipt: Receipt, expected: Holding, mistake: string): Promise<void> {
  const holding = await bench.ports.sink!.holds(receipt, bench.signal);
  must(holding === expected, `${mistake} (${holding})`);
}

/** The chart holds what these receipts name, each file once; where there are none, nothing at all. */
async function mustStand(bench: Bench, { ref, person }: KnownPerson, receipts: readonly Receipt[]): Promise<void> {
  const chart = await bench.hands.chart?.(ref, person);
  if (chart === undefined) return;
  const times = new Map<string, number>();
  for (const { sha256 } of chart) times.set(sha256, (times.get(sha256) ?? 0) + 1);
  for (const { files, pending = [] } of receipts) {
    for (const { path, sha256 } of files.filter((file) => !pending.includes(file.path))) {
      const count = times.get(sha256) ?? 0;
      must(
        count > 0,
        `a file that the receipt names does not stand in the chart, or not as it was handed over (${kindOf(path)})`,
      );
      must(count === 1, `a file stands in the chart ${count} times (${kindOf(path)})`);
    }
  }
  must(!times.has(EMPTY), 'an empty file stands in the chart');
  if (receipts.length === 0)
    must(chart.length === 0, 'something of a scan that could not be filed, or was withdrawn, stands in the chart');
}

/** Of a path only the ending: the rest may name a patient. */
function kindOf(path: string): string {
  return /\.[A-Za-z0-9]{1,5}$/.exec(path)?.[0] ?? 'no ending';
}
