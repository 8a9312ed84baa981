import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from '../e2e/sample-clinic.js';
import { notesOf, type KilledClinic } from './killed-clinic.js';

/** The patients of the day by their chart numbers. */
const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  '1001': ['Sample', 'Incisor'],
  '1002': ['Sample', 'Canine'],
  '1003': ['Sample', 'Molar'],
  '1004': ['Sample', 'Premolar'],
  '1005': ['Sample', 'Bicuspid'],
  '1006': ['Sample', 'Wisdom'],
};

/** Each request of the day with the chart number of its patient. */
export const REQUESTS: Readonly<Record<string, string>> = { A: '1001', B: '1002', C: '1003', D: '1004' };
/** The versions that are scanned; the others are changed or cancelled while they may be in doubt. */
export const SCANNED: readonly string[] = ['A 1', 'B 2', 'D 1'];

async function writeRoster(day: KilledClinic, renamed: Readonly<Record<string, string>> = {}): Promise<void> {
  const rows = Object.entries(NAMES).map(
    ([chart, [first, last]]) => `${chart},${first},${renamed[chart] ?? last},1980-02-03,Female`,
  );
  const text = ['chartNumber,firstName,lastName,dateOfBirth,gender', ...rows].join('\n');
  await writeFile(join(day.clinic.folder, 'patients.csv'), `${text}\n`);
}

/** A request file's content; which request it is, and which version, can be told at iTero by its notes. */
function ask(key: string, version: number): object {
  const chartNumber = REQUESTS[key]!;
  const [firstName, lastName] = NAMES[chartNumber]!;
  const patient = { chartNumber, firstName, lastName, dateOfBirth: '1980-02-03', gender: 'Female' };
  return request(key, { notes: `${key} ${version}`, patient });
}

/** Scans what is on the scanner under a request's name; where a kill left it off the scanner, nothing can be. */
function scan(day: KilledClinic, key: string, version: number): void {
  const { simulator } = day.clinic;
  const rx = simulator.rxs().find(({ body, state }) => state === 'open' && notesOf(body) === `${key} ${version}`);
  if (rx !== undefined) simulator.scan(rx.rxId);
}

/** The id of a patient's newest order. */
function orderOf(day: KilledClinic, chart: string): string {
  const order = day.clinic.simulator.orders.list().findLast(({ chartNumber }) => chartNumber === chart);
  if (order === undefined) throw new Error(`there is no order of ${chart}`);
  return String(order.orderId);
}

async function loseMesh(day: KilledClinic, chart: string): Promise<void> {
  const order = orderOf(day, chart);
  const mesh = (await day.clinic.files('charts')).find((path) => path.includes(order) && path.endsWith('.stl'));
  if (mesh !== undefined) await rm(join(day.clinic.folder, 'charts', mesh));
}

type Step = (day: KilledClinic) => void | Promise<unknown>;

/** What happens in a practice and around it, step by step; after each one the service works until all is done. */
const DAY: readonly Step[] = [
  async (day) => {
    await writeRoster(day);
    await day.pair();
  },
  (day) => day.clinic.drop('first.json', [ask('A', 1), ask('D', 1)]),
  (day) => day.clinic.drop('second.json', [ask('B', 1), ask('C', 1)]),
  async (day) => {
    scan(day, 'A', 1);
    await day.clinic.drop('changed.json', ask('B', 2));
    await day.clinic.drop('cancelled.json', { action: 'cancel', requestId: 'C' });
  },
  (day) => {
    const { simulator } = day.clinic;
    scan(day, 'D', 1);
    simulator.addOrder({ firstName: 'Sample', lastName: 'Bicuspid', chartNumber: '1005', captures: 1 });
    simulator.addOrder({ firstName: 'Strange', lastName: 'Stranger', chartNumber: '9009' });
    // The last order of the day: where a doubt keeps it away, the others have the same numbers.
    scan(day, 'B', 2);
    simulator.expireAccessTokens();
  },
  (day) => day.command('review', 'assign', orderOf(day, '9009'), '1006'),
  async (day) => {
    const { simulator } = day.clinic;
    simulator.rescan(Number(orderOf(day, '1005')));
    simulator.addCapture(Number(orderOf(day, '1001')));
    await day.clinic.drop('too-late.json', ask('D', 2));
    await writeRoster(day, { '1001': 'Incisor-Molar' });
  },
  async (day) => {
    await loseMesh(day, '1004');
    await day.command('scans', 'redeliver', orderOf(day, '1004'));
  },
  (day) => day.command('scans', 'withdraw', orderOf(day, '9009')),
];

/** Lives through the day, or its first steps, whatever becomes of the processes. */
export async function live(day: KilledClinic, steps = DAY.length): Promise<void> {
  for (const step of DAY.slice(0, steps)) {
    day.nextStep();
    await step(day);
    await day.untilDone();
  }
}
