import { ClinicId } from '../packages/core/dist/index.js';
import { openDental } from '../packages/adapter-opendental/dist/index.js';
import {
  fillPractice,
  HOST,
  makeDatabase,
  PracticeHands,
  PrivateServer,
} from '../packages/opendental-practice/dist/index.js';
import { rxRules } from '../packages/runner/dist/adapters/rx-rules.js';
import { distinctStatements, StatementLog } from './statement-log.mjs';

const HORIZON = 3;
const VISITS = 200;
/** With two procedures each, and those to come, 300,000 patients have 3 million procedures. */
const PAST_VISITS = 5;
const ROUNDS = 25;
const READER = { user: 'reader', password: 'bench' };
const { signal } = new AbortController();

/** What somebody would write who wants to know just what is planned in the coming days. */
const PLAIN = `
  SELECT a.AptNum, a.AptDateTime, p.PatNum, p.LName, p.FName, v.Abbr, c.ProcCode, c.Descript, l.ToothNum, l.ToothRange, l.Surf
  FROM appointment a
  JOIN patient p ON p.PatNum = a.PatNum
  JOIN procedurelog l ON l.AptNum = a.AptNum AND l.ProcStatus = 1
  JOIN procedurecode c ON c.CodeNum = l.CodeNum
  LEFT JOIN provider v ON v.ProvNum = a.ProvNum
  WHERE a.AptStatus = 1 AND a.AptDateTime >= CURDATE() AND a.AptDateTime < CURDATE() + INTERVAL ${HORIZON + 1} DAY
  ORDER BY a.AptDateTime`;

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** How many days of the book the horizon holds, from a day on which there are visits whatever day of the week it is. */
function openDays(today) {
  const days = Array.from(
    { length: HORIZON },
    (_, index) => new Date(Date.parse(`${today}T00:00:00Z`) + (index + 1) * 86_400_000),
  );
  return 1 + days.filter((day) => day.getUTCDay() % 6 !== 0).length;
}

async function fill(connection, patients, print) {
  await makeDatabase(connection, 'practice', '25.4');
  const hands = new PracticeHands(connection);
  const today = (await hands.at(0)).slice(0, 10);
  const visitsPerDay = Math.ceil(VISITS / openDays(today));
  let counts;
  const ms = await timed(async () => {
    counts = await fillPractice(connection, { seed: 7, today, patients, pastVisits: PAST_VISITS, visitsPerDay });
  });
  await hands.createAccount(READER.user, READER.password, ['SELECT ON practice.*']);
  print(
    `Open Dental: ${counts.patients} patients, ${counts.visits} visits, ${counts.procedures} procedures on a private MariaDB, made in ${(ms / 1000).toFixed(0)} s`,
  );
}

/** The adapter as the product has it. */
function openPorts(port) {
  const database = { host: HOST, port, database: 'practice', ...READER };
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const rx = rxRules({ procedures: {}, sendTo: 'lab' });
  return openDental.create(openDental.options.parse({ database, horizonDays: HORIZON }), {
    clinic: ClinicId('bench'),
    logger,
    clock,
    rx,
    signal,
    resolvePath: (path) => path,
    wake() {},
  });
}

async function compareRounds(ports, connection, print) {
  const plain = () => connection.execute(PLAIN);
  const round = () => ports.rxTrigger.read(undefined, signal);
  await plain();
  const { wanted, begun } = await round();
  const times = { round: [], plain: [] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    // Side by side, and each as often first.
    const order = turn % 2 === 0 ? ['round', 'plain'] : ['plain', 'round'];
    for (const who of order) times[who].push(await timed(who === 'round' ? round : plain));
  }
  const [rows] = await plain();
  const visits = new Set(rows.map(({ AptNum }) => AptNum)).size;
  print(
    `a round over ${visits} visits in the horizon finds ${wanted.length + begun.length} RX; n=${ROUNDS}: ${median(times.round).toFixed(1)} ms; a plain query for their ${rows.length} procedures ${median(times.plain).toFixed(1)} ms; ratio ${median(times.round.map((ms, turn) => ms / times.plain[turn])).toFixed(2)}`,
  );
}

/** All patients once, as they are looked through for changes: a page now and then. */
async function lookThroughPatients({ patients }, print) {
  const times = [];
  let page = { cursor: undefined };
  do {
    const { cursor } = page;
    times.push(
      await timed(async () => {
        page = await patients.changed(cursor, signal);
      }),
    );
  } while (page.more === true);
  print(`all patients looked through for changes: ${times.length} pages, ${median(times).toFixed(1)} ms each`);
}

/** Prints what one step asks, and how the server finds it. Answers whether a large table is walked. */
async function show(title, log, work, print) {
  const asked = await log.during(work);
  print(`${title}: ${asked.length} statements`);
  let walked = false;
  for (const { shape, statement, count } of distinctStatements(asked)) {
    const plan = await log.explain(statement);
    walked ||= plan.walked;
    const how = `${plan.walked ? 'WALKED ' : ''}${plan.text === '' ? 'no table' : plan.text}`;
    print(`${String(count).padStart(5)} x ${shape.slice(0, 80)}\n        ${how}`);
  }
  return walked;
}

/** What each step asks the server; a large table that is walked makes the bench fail. */
async function explainSteps({ rxTrigger, patients }, log, print) {
  const { wanted } = await rxTrigger.read(undefined, signal);
  const keys = wanted.slice(0, 20).map(({ key }) => key);
  const nobody = { chartNumber: '2', lastName: 'Sample', firstName: 'Nobody' };
  const steps = [
    ['a round', () => rxTrigger.read(undefined, signal)],
    [`what became of ${keys.length} RX`, () => rxTrigger.confirm(keys, signal)],
    ['the patient of a new RX', () => patients.byRef(wanted[0].patient, signal)],
    ['a patient searched by number and name', () => patients.search(nobody, signal)],
    ['a page of changed patients', () => patients.changed(undefined, signal)],
  ];
  for (const [title, work] of steps) if (await show(title, log, work, print)) process.exitCode = 1;
}

async function withPorts(port, work) {
  const ports = await openPorts(port);
  try {
    await work(ports);
  } finally {
    await ports.close();
  }
}

/** What a round costs in a large practice, counted and explained by the server itself. */
export async function benchOpenDental(_folder, _simulator, print, { patients }) {
  const server = await PrivateServer.start();
  if (server === undefined) {
    print('Open Dental is left out: this machine has no MariaDB');
    return;
  }
  const connection = await server.connect();
  try {
    await fill(connection, patients, print);
    await withPorts(server.port, async (ports) => {
      await compareRounds(ports, connection, print);
      await lookThroughPatients(ports, print);
    });
    const log = await StatementLog.start(connection, READER.user);
    await withPorts(server.port, (ports) => explainSteps(ports, log, print));
  } finally {
    await connection.end();
    await server.close();
  }
}
