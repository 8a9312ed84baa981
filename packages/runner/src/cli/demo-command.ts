import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { ClinicId } from '@chairside/core';
import type { Command } from 'commander';
import { House } from '../composition/house.js';
import { HOUSE } from '../composition/tokens.js';
import { lockDataFolder } from '../lock/data-folder-lock.js';
import { PinoLogger } from '../log/pino-logger.js';
import { needsPerson, plainText } from '../views/attention.js';
import { CommandError, EXIT } from './command-error.js';
import { makeAdapterPractice } from './demo-adapter.js';
import { makeFilesPractice } from './demo-files.js';
import { emptyDemoFolder, writeDemoConfig } from './demo-folder.js';
import type { DemoPractice } from './demo-practice.js';
import { DownloadMeter } from './download-meter.js';
import { note, say } from './print.js';
import { readConfig } from './read-config.js';
import { StopSignals } from './stop-signals.js';

const CLINIC = ClinicId('sample-practice');
const USUAL_PORT = 8478;
/** How long the patient sits in the chair; making the files of a scan takes the simulated cloud seconds more. */
const SCAN_TAKES = 300;

interface DemoOptions {
  readonly once?: boolean;
  readonly openDental?: boolean;
  readonly adapter?: string;
  readonly dir: string;
}

/** `demo`: a simulated cloud, a practice with sample requests, and the way to the finished chart. */
export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('shows the whole way from a request file to the chart, on a simulated iTero cloud')
    .option('--once', 'ends when the scans of the sample patients are in the chart')
    .option('--open-dental', 'from a visit in a practice on Open Dental to its image folder; needs MariaDB')
    .option('--adapter <folder>', 'from the made-up practice that the package of an adapter brings along to its charts')
    .option('--dir <dir>', 'where the practice is made', './chairside-demo')
    .action((options: DemoOptions) => demo(resolve(options.dir), options));
}

async function demo(folder: string, options: DemoOptions): Promise<void> {
  const { once = false } = options;
  await emptyDemoFolder(folder);
  const practice = await practiceFor(folder, options);
  try {
    await onSimulator(folder, practice, once);
  } finally {
    await practice.close();
  }
}

function practiceFor(folder: string, { openDental, adapter }: DemoOptions): Promise<DemoPractice> {
  if (adapter !== undefined) return makeAdapterPractice(adapter);
  return openDental === true ? openDentalPractice(folder) : makeFilesPractice(folder);
}

/** Loaded only here: nothing else of Chairside brings a database server along. */
async function openDentalPractice(folder: string): Promise<DemoPractice> {
  const { makeOpenDentalPractice } = await import('./demo-open-dental.js');
  return makeOpenDentalPractice(folder, await import('@chairside/opendental-practice'));
}

async function onSimulator(folder: string, practice: DemoPractice, once: boolean): Promise<void> {
  const { startSimulator } = await import('@chairside/itero-simulator');
  const simulator = await startSimulator({ autoScan: { afterMs: SCAN_TAKES } });
  say(`A simulated iTero cloud runs at ${simulator.url}`);
  try {
    const port = await freePort(USUAL_PORT);
    const file = await writeDemoConfig(
      folder,
      simulator.iteroConfig(`http://127.0.0.1:${port}/pairing/callback`),
      port,
      practice.sections,
    );
    say(`The sample practice is in ${folder}; its configuration is chairside.yaml there`);
    await run(file, practice, once);
  } finally {
    await simulator.close();
  }
}

async function run(file: string, practice: DemoPractice, once: boolean): Promise<void> {
  const { config, clock } = await readConfig({ config: file });
  // Somebody looks on, so the log is for people, also where the output is a file.
  const logger = PinoLogger.make({ output: { write: (text) => process.stderr.write(text), isTTY: true } });
  const lock = await lockDataFolder(config.dataDir);
  const meter = new DownloadMeter();
  const house = await House.open(config, { clock, logger });
  house.progress.listen(meter.progress);
  try {
    const { serve } = await import('./serve.js');
    const { service, ended } = await serve(house, false);
    const stop = new StopSignals();
    stop.listen(service);
    try {
      await pair(house);
      await practice.ask();
      if (once) await allFiled(house, practice.scans, service.signal);
      else say('', `It stays up: ${practice.invitation}. Ctrl-C ends it.`, '');
      if (once) service.stop();
      await ended;
    } finally {
      service.cutOff();
      stop.close();
      await ended;
    }
    say('');
    await practice.show(house.clinicLedger(CLINIC));
  } finally {
    meter.end();
    await house.close();
    lock.release();
  }
}

/** Logs in as a browser would: the login page redirects to the service's own callback. */
async function pair(house: House): Promise<void> {
  const pairing = house.container.get(HOUSE.pairing);
  const signal = AbortSignal.timeout(60_000);
  const { url } = await pairing.begin(CLINIC);
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new CommandError(EXIT.failed, `The simulated login failed with status ${answer.status}.`);
  const [company] = await pairing.companies(CLINIC, signal);
  if (company === undefined) throw new CommandError(EXIT.failed, 'The simulated login lists no account.');
  const { companyName } = await pairing.pair(CLINIC, company.companyId, undefined, signal);
  say(`Logged in and paired with ${companyName} (${company.companyId})`);
}

/**
 * Resolves when so many scans are in the chart and the practice was told; ends early where a person is needed for more
 * than to approve a proposal.
 */
async function allFiled(house: House, scans: number, signal: AbortSignal): Promise<void> {
  const ledger = house.clinicLedger(CLINIC);
  const clock = house.container.get(HOUSE.clock);
  while (!signal.aborted) {
    const waiting = (await needsPerson(ledger)).filter(({ state }) => state !== 'proposed');
    if (waiting.length > 0)
      throw new CommandError(EXIT.needsPerson, ...waiting.map((item) => `${item.key}: ${plainText(item)}`));
    const scanned = (await ledger.rx.countByState()).scanned ?? 0;
    const { filed = 0, ...others } = await ledger.scans.countByState();
    const told = (await ledger.nextDueAt('status')) === undefined;
    if (scanned === scans && filed === scans && Object.values(others).every((count) => count === 0) && told) return;
    await clock.sleep(200, signal);
  }
  note('Stopped before everything was filed.');
}

/** The usual port, or a free one where it is taken. */
async function freePort(usual: number): Promise<number> {
  const taken = await portOf(usual).catch(() => undefined);
  return taken ?? portOf(0);
}

function portOf(port: number): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
