import { FakeClock } from '@chairside/adapter-testkit';
import { columnNames, HOST, makeDatabase, PrivateServer } from '@chairside/opendental-practice';
import type { Connection } from 'mysql2/promise';
import { Database, type DatabaseAddress, type Reader } from '../../dist/database/database.js';
import { OpenDental } from '../../dist/database/open-dental.js';
import { TABLE_NAMES, useOf } from '../../dist/database/tables.js';

/** Versions of Open Dental that differ in the tables and columns that are read: the oldest, one between, the newest. */
export const VERSIONS = ['16.3.34', '21.1.9', '25.4'] as const;
export const NEWEST = '25.4';

/** Of a caller who never stops. */
export const signal: AbortSignal = new AbortController().signal;

let starting: Promise<PrivateServer | undefined> | undefined;
let made = 0;
/** What tests opened, closed after their suite. */
const open: (() => Promise<unknown>)[] = [];

after(async () => {
  await (await starting?.catch(() => undefined))?.close();
});

/** The server that all tests of this process share. */
export async function theServer(): Promise<PrivateServer> {
  const server = await (starting ??= PrivateServer.start());
  if (server === undefined) throw new Error('this computer has no MariaDB');
  return server;
}

/** `work` is done when the suite has ended. */
export function afterwards(work: () => Promise<unknown>): void {
  open.push(work);
}

/**
 * A suite that needs a database server. Without one it is skipped, and a line says so; under CI=true it fails. What its
 * tests opened by the functions of this file is closed after it.
 */
export function describeWithServer(title: string, body: () => void): void {
  describe(title, () => {
    before(async function () {
      const server = await (starting ??= PrivateServer.start());
      if (server !== undefined) return;
      if (process.env['CI'] === 'true') throw new Error('MariaDB is needed for these tests');
      process.stderr.write(`\nSKIPPED, since this computer has no MariaDB: ${title}\n`);
      this.skip();
    });
    after(async () => {
      for (const close of open.splice(0).toReversed()) await close();
    });
    body();
  });
}

/** A database of the practice, and who may do anything in it. */
export interface PracticeDatabase {
  readonly name: string;
  readonly version: string;
  /** Of the practice's own programs: may do everything. */
  readonly practice: Connection;
}

/** An empty database of a version, with a name that no other has. */
export async function freshDatabase(version: string = NEWEST): Promise<PracticeDatabase> {
  const practice = await (await theServer()).connect();
  afterwards(() => practice.end());
  made += 1;
  const name = `open_dental_${made}`;
  await makeDatabase(practice, name, version);
  return { name, version, practice };
}

/** An address with an account of its own. */
export type PracticeAddress = DatabaseAddress & { readonly database: string };

/** An account that nobody else has; `grants` are the statements that give it something, `who` its quoted name. */
export async function account(
  { name, practice }: PracticeDatabase,
  grants: (who: string) => readonly string[],
): Promise<PracticeAddress> {
  made += 1;
  const user = `reader_${made}`;
  const who = `'${user}'@'${HOST}'`;
  await practice.query(`CREATE USER ${who} IDENTIFIED BY 'a secret'`);
  for (const grant of grants(who)) await practice.query(grant);
  const { port } = await theServer();
  return { host: HOST, port, database: name, user, password: 'a secret', tls: false };
}

/**
 * An account with the right to read the columns that the adapter says it reads, as far as the version has them, and
 * nothing else: whatever reads more fails.
 */
export async function readOnlyAccount(database: PracticeDatabase): Promise<PracticeAddress> {
  const { name, version } = database;
  return account(database, (who) =>
    TABLE_NAMES.flatMap((table) => {
      const { needed, later = {} } = useOf(table);
      const there = new Set(columnNames(table, version));
      const columns = [...needed, ...Object.keys(later)].filter((column) => there.has(column));
      return columns.length === 0 ? [] : [`GRANT SELECT (${columns.join(', ')}) ON \`${name}\`.${table} TO ${who}`];
    }),
  );
}

/** Keeps every statement that it sends. */
export class WatchedDatabase extends Database {
  readonly asked: string[] = [];

  override session<T>(work: (reader: Reader) => Promise<T>, signal: AbortSignal): Promise<T> {
    const watch = (reader: Reader): Reader => ({
      rows: (statement, values) => {
        this.asked.push(statement);
        return reader.rows(statement, values);
      },
    });
    return super.session((reader) => work(watch(reader)), signal);
  }
}

/** The adapter's way to a database. */
export function openDatabase(address: DatabaseAddress): WatchedDatabase {
  const database = new WatchedDatabase(address);
  afterwards(() => database.close());
  return database;
}

/** A practice's database, and the adapter's way to it by an account that may do just that. */
export interface OpenedPractice extends PracticeDatabase {
  readonly address: PracticeAddress;
  readonly database: WatchedDatabase;
  readonly openDental: OpenDental;
  readonly clock: FakeClock;
}

export async function openPractice(version: string = NEWEST): Promise<OpenedPractice> {
  const made = await freshDatabase(version);
  const clock = new FakeClock();
  const address = await readOnlyAccount(made);
  const database = openDatabase(address);
  return { ...made, address, database, openDental: new OpenDental(database, clock), clock };
}
