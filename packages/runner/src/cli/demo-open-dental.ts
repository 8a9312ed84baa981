import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { grantsToRead } from '@chairside/adapter-opendental';
import type { RxRecord } from '@chairside/core/house';
import type * as practiceMaker from '@chairside/opendental-practice';
import type { PracticeHands, PrivateServer } from '@chairside/opendental-practice';
import { CommandError, EXIT } from './command-error.js';
import type { DemoPractice } from './demo-practice.js';
import { SAMPLE_BOOK, type SampleVisit } from './demo-visits.js';
import { say, sayTable } from './print.js';
import { printTree } from './print-tree.js';

const DATABASE = 'opendental';
const VERSION = '25.4';
const ACCOUNT = 'chairside';
const CATEGORY = 'Scans';
const PASSWORD_FILE = 'database-password.txt';
/** Who is there besides the patients of the sample book, without a visit to come. */
const OTHERS = { seed: 1, patients: 300, visitsPerDay: 0 };

const NO_SERVER =
  'This demo needs MariaDB, and this computer has none. Install its server (Debian, Ubuntu: apt-get install mariadb-server; ' +
  'Fedora: dnf install mariadb-server; macOS: brew install mariadb), then run the demo again: it starts a server of its own.';

/** How a practice is made up: the package that does it, which is loaded only where somebody wants one. */
export type PracticeMaker = typeof practiceMaker;

/** What the demo has of the practice. */
interface MadePractice {
  readonly server: PrivateServer;
  readonly connection: Connection;
  readonly hands: PracticeHands;
  readonly images: string;
}

type Connection = Awaited<ReturnType<PrivateServer['connect']>>;

/**
 * A made-up practice on Open Dental: a private MariaDB with its database, its image folder, and an account that may only
 * read. Throws CommandError where this computer has no MariaDB.
 */
export async function makeOpenDentalPractice(folder: string, maker: PracticeMaker): Promise<DemoPractice> {
  const server = await maker.PrivateServer.start();
  if (server === undefined) throw new CommandError(EXIT.failed, NO_SERVER);
  try {
    return demoPractice(folder, maker, await fill(folder, maker, server));
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function fill(folder: string, maker: PracticeMaker, server: PrivateServer): Promise<MadePractice> {
  const connection = await server.connect();
  await maker.makeDatabase(connection, DATABASE, VERSION);
  const hands = new maker.PracticeHands(connection);
  const { patients, procedures } = await maker.fillPractice(connection, {
    ...OTHERS,
    today: (await hands.at(0)).slice(0, 10),
  });
  const images = join(folder, 'images');
  // By its folder A Open Dental knows the image folder.
  await mkdir(join(images, 'A'), { recursive: true });
  await hands.setPreference('DocPath', images);
  const password = randomUUID();
  await writeFile(join(folder, PASSWORD_FILE), password, { mode: 0o600 });
  await hands.createAccount(ACCOUNT, password, []);
  const tables = await tablesOf(connection);
  for (const grant of grantsToRead(`${ACCOUNT}@%`, DATABASE, tables)) await connection.query(grant);
  say(
    `A practice on Open Dental ${VERSION} with ${patients} patients and ${procedures} procedures, nobody of whom exists, ` +
      `is in a private MariaDB at ${maker.HOST}:${server.port}`,
  );
  return { server, connection, hands, images };
}

async function tablesOf(connection: Connection): Promise<ReadonlySet<string>> {
  const [rows] = await connection.query('SHOW TABLES');
  return new Set((rows as readonly Readonly<Record<string, string>>[]).flatMap((row) => Object.values(row)));
}

function demoPractice(
  folder: string,
  { HOST }: PracticeMaker,
  { server, connection, hands, images }: MadePractice,
): DemoPractice {
  const numbers = new Map<number, SampleVisit>();
  const file = join(folder, 'chairside.yaml');
  const database = {
    host: HOST,
    port: server.port,
    database: DATABASE,
    user: ACCOUNT,
    password: `\${file:./${PASSWORD_FILE}}`,
  };
  return {
    sections: {
      adapter: { use: 'opendental', database, files: { category: CATEGORY } },
      // Of the two ids that a night guard has at iTero, the practice chose one.
      rx: { defaults: { labId: 9 }, doctors: { ALPHA: 77, BETA: 78 }, procedures: { D9944: 8 } },
    },
    scans: SAMPLE_BOOK.filter(({ becomes }) => becomes === 'scan').length,
    invitation: `look into ${images}; npx chairside rx list --config ${file} says what became of each RX, rx approve sends the proposal; whoever logs in to the database as root, without a password, may change the book`,
    ask: async () => {
      for (const visit of SAMPLE_BOOK) numbers.set(await book(hands, visit), visit);
      say(
        "In tomorrow's book:",
        ...SAMPLE_BOOK.map(({ at, patient, words }) => `  ${at}  ${patient.first} ${patient.last}: ${words}`),
      );
    },
    show: async (ledger) => {
      say("What became of tomorrow's book:");
      showBook(numbers, await ledger.rx.list({}));
      say('', `In the image folder, from where Open Dental lists it in Imaging, in the category ${CATEGORY}:`);
      await printTree(images);
    },
    close: async () => {
      await connection.end().catch(() => undefined);
      await server.close();
    },
  };
}

async function book(hands: PracticeHands, { at, patient, provider, procedures }: SampleVisit): Promise<number> {
  return hands.addVisit({
    patient: await hands.addPatient(patient),
    at: { inDays: 1, time: at },
    provider,
    procedures,
  });
}

function showBook(numbers: ReadonlyMap<number, SampleVisit>, rxs: readonly RxRecord[]): void {
  const rows = [...numbers].map(([number, { at, patient, words }]) => {
    const rx = rxs.find(({ key }) => key.startsWith(`${number}:`));
    return [
      at,
      `${patient.first} ${patient.last}`,
      words,
      rx?.key ?? '',
      rx === undefined ? 'asks for no scan' : stateOf(rx),
    ];
  });
  sayTable(['AT', 'PATIENT', 'FOR', 'RX', 'STATE'], rows);
}

function stateOf({ key, state, orderId }: RxRecord): string {
  if (state === 'proposed') return `waits for: rx approve ${key}`;
  return orderId === undefined ? state : `${state}, order ${orderId}`;
}
