import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notesOf, type KilledClinic } from './killed-clinic.js';
import { REQUESTS, SCANNED } from './practice-day.js';

/** Everything that a day left behind: facts by their names. None may depend on when a process ended. */
export type Standing = ReadonlyMap<string, string>;

/** Members of what is written that tell when, or how often, something was tried. */
const TIMES = /(?:^at|At|^attempts|^notReady|^interrupted)$/;
/** The name of an RX that iTero was sent again. */
const TWICE = /, time \d+$/;
/** What Chairside keeps for itself beside the charts. */
const OWN = /(?:^|\/)\.chairside/;

interface Named {
  readonly rxs: ReadonlyMap<string, string>;
}

/** A text of JSON without its times, and with an RX named by its request instead of by iTero's id. */
function settled(value: unknown, { rxs }: Named): string {
  const json = JSON.stringify(value, (key, member: unknown) => (TIMES.test(key) ? undefined : member));
  const text = json.replaceAll(/127\.0\.0\.1:\d+/g, 'iTero');
  return [...rxs].reduce((all, [rxId, name]) => all.replaceAll(rxId, name), text);
}

async function filesOf(folder: string, named: Named): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const facts: [string, string][] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const whole = join(entry.parentPath, entry.name);
    const path = whole.slice(folder.length + 1).replaceAll('\\', '/');
    if (OWN.test(path)) continue;
    const bytes = await readFile(whole);
    const content = path.endsWith('.json')
      ? settled(JSON.parse(bytes.toString()), named)
      : createHash('sha256').update(bytes).digest('hex');
    facts.push([path, content]);
  }
  return facts;
}

function atItero({ clinic: { simulator } }: KilledClinic): [string, string][] {
  const facts: [string, string][] = [];
  const counts = new Map<string, number>();
  for (const { body, state } of simulator.rxs()) {
    const name = notesOf(body);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    facts.push([`iTero: RX ${name}${count === 1 ? '' : `, time ${count}`}`, state]);
  }
  for (const { chartNumber, firstName, lastName, dateOfBirth, gender } of simulator.patients())
    facts.push([`iTero: patient ${chartNumber}`, `${firstName} ${lastName} ${dateOfBirth} ${gender}`]);
  return facts;
}

type Row = Readonly<Record<string, unknown>>;

async function inLedger({ clinic }: KilledClinic, named: Named): Promise<[string, string][]> {
  const facts: [string, string][] = [];
  const { rx } = await clinic.json<{ rx: readonly Row[] }>('rx', 'list');
  for (const row of rx)
    facts.push([`ledger: RX ${String(row['key'])} ${String(row['generation'])}`, String(row['state'])]);
  const { scans } = await clinic.json<{ scans: readonly Row[] }>('scans', 'list');
  for (const { orderId } of scans) {
    const shown = await clinic.json<{ scans: Row }>('scans', 'show', String(orderId));
    facts.push([`ledger: scan ${String(orderId)}`, settled(shown.scans, named)]);
  }
  const { patients } = await clinic.json<{ patients: readonly Row[] }>(
    'patients',
    'list',
    'main-street',
    '--state',
    'in-step',
  );
  for (const row of patients) facts.push([`ledger: patient ${settled(row['told'], named)}`, String(row['state'])]);
  const { audit } = await clinic.json<{ audit: readonly Row[] }>('audit');
  const counts = new Map<string, number>();
  for (const { action, subject } of audit) {
    const name = settled(`audit: ${String(action)} ${String(subject)}`, named);
    // A pairing that was killed is begun again by a person, and a doubt is settled by one; both are told each time.
    if (!/pair|rx resent/.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) facts.push([name, String(count)]);
  return facts;
}

/** Where everything stands: at iTero, in the charts, in the outbox, in the inbox and in the ledger. */
export async function standing(day: KilledClinic): Promise<Standing> {
  const { folder, simulator } = day.clinic;
  const named: Named = { rxs: new Map(simulator.rxs().map(({ rxId, body }) => [rxId, `RX ${notesOf(body)}`])) };
  const facts = new Map<string, string>([...atItero(day), ...(await inLedger(day, named))]);
  for (const part of ['charts', 'outbox', 'inbox']) {
    for (const [path, content] of await filesOf(join(folder, part), named)) facts.set(`${part}/${path}`, content);
  }
  for (const path of await readdir(join(folder, 'data', 'staging'), { recursive: true }).catch(() => []))
    if (path !== 'main-street') facts.set(`staging/${path}`, 'left behind');
  // An order is named with its patient: which facts are about whom can then be told.
  const orders = simulator.orders.list().map(({ orderId, chartNumber }) => [String(orderId), chartNumber] as const);
  const withPatient = (name: string): string =>
    orders.reduce((all, [id, chart]) => all.replaceAll(id, `${id} of "${chart}"`), name);
  return new Map([...facts].map(([name, is]) => [withPatient(name), is]));
}

/** What is compared of a day. */
interface Compared {
  readonly standing: Standing;
  readonly doubted: ReadonlySet<string>;
}

/** What a disturbed day lacks, has too much of, and has otherwise. */
export interface Difference {
  readonly lost: readonly string[];
  readonly duplicated: readonly string[];
  readonly other: readonly string[];
}

/**
 * Compares with an undisturbed day. An RX that was in doubt though it was on the scanner is told by its scan; where it was
 * cancelled or changed meanwhile, a person decides, and all that is asked is that it is shown so and not there twice.
 */
export function compare(undisturbed: Compared, disturbed: Compared): Difference {
  const expected = undisturbed.standing;
  const found = disturbed.standing;
  const waiting = [...disturbed.doubted].filter((version) => !SCANNED.includes(version));
  const excepted = (name: string): boolean => waiting.some((version) => belongsTo(name, version.split(' ')[0]!));
  const hidden = waiting.filter((version) => found.get(`ledger: RX ${version}`) !== 'in-doubt');
  return {
    lost: [...expected.keys()].filter((name) => !found.has(name) && !excepted(name)),
    duplicated: [...found.keys()].filter((name) => !expected.has(name) && (TWICE.test(name) || !excepted(name))),
    other: [
      ...[...expected]
        .filter(([name, is]) => found.has(name) && found.get(name) !== is && !excepted(name))
        .map(([name, is]) => `${name}:\n  ${is}\n  ${found.get(name)}`),
      ...hidden.map((version) => `RX ${version} is not shown as in doubt`),
    ],
  };
}

function belongsTo(name: string, key: string): boolean {
  const chart = REQUESTS[key]!;
  return [`RX ${key} `, `/${key}.json`, `/${chart}_`, `"${chart}"`].some((part) => name.includes(part));
}
