import { join, resolve } from 'node:path';
import { ChairsideError } from '@chairside/core';
import type { Command } from 'commander';
import { BUILT_IN_ADAPTERS } from '../adapters/built-in.js';
import { ConfigSource } from '../config/config-source.js';
import { configJsonSchema } from '../config/json-schema.js';
import { readVaultLocation } from '../config/vault-location.js';
import { SystemClock } from '../log/system-clock.js';
import { PinoLogger } from '../log/pino-logger.js';
import { writeBundle, type BundledPart, type BundlePart } from '../support/bundle.js';
import { installedPackages } from '../support/installed-packages.js';
import { pseudonyms, reportLedger, type LedgerReport } from '../support/ledger-report.js';
import { excerptLog } from '../support/log-excerpt.js';
import { redactConfig } from '../support/redact-config.js';
import { computer, RUNNER_FOLDER, versions } from '../support/surroundings.js';
import { checkAll } from './check-all.js';
import { CommandError, EXIT } from './command-error.js';
import { say } from './print.js';
import { configPath } from './read-config.js';
import type { CommandOptions } from './session.js';

interface BundleOptions extends CommandOptions {
  readonly out?: string;
  readonly log?: string;
  readonly check: boolean;
}

/** `support-bundle`: what somebody who helps needs to know, and nothing of any patient. */
export function supportBundleCommand(program: Command): void {
  program
    .command('support-bundle')
    .description('writes a ZIP for whoever helps: versions, settings, states and errors, without patients and secrets')
    .option('--out <file>', 'the ZIP; chairside-support-TIME.zip here, if left out')
    .option('--log <file>', 'a file that the log is kept in: its last lines go into the bundle')
    .option('--no-check', 'tries nothing that the configuration names')
    .action((options: BundleOptions) => bundle(options));
}

async function bundle(options: BundleOptions): Promise<void> {
  const at = new Date();
  const out = resolve(options.out ?? `chairside-support-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}.zip`);
  const parts = await partsOf(options, at.getTime());
  const manifest = await writeBundle(out, parts, at).catch((cause: unknown) => {
    const { code = 'no reason given' } = cause as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'exists already; it was left as it is' : `cannot be written (${code})`;
    throw new CommandError(code === 'EEXIST' ? EXIT.usage : EXIT.failed, `${out} ${why}.`);
  });
  say(
    `Wrote ${out}:`,
    ...manifest.map(partLine),
    '',
    'Only this account may read it. Look into it before you send it.',
  );
}

function partLine({ name, about, missing, kind }: BundledPart): string {
  if (missing === undefined) return `  ${name.padEnd(20)} ${about}`;
  return `  ${name.padEnd(20)} is missing: ${[missing, kind].filter((each) => each !== undefined).join(' ')}`;
}

async function partsOf(options: BundleOptions, now: number): Promise<readonly BundlePart[]> {
  const file = resolve(configPath(options));
  const { dataDir } = await readVaultLocation(file, process.env);
  const name = pseudonyms();
  let ledger: LedgerReport | undefined;
  const parts: (BundlePart | false)[] = [
    { name: 'versions.json', about: 'Chairside, Node and the system', content: versions },
    { name: 'computer.json', about: 'processors, memory, disk and time zone', content: () => computer(dataDir) },
    { name: 'packages.json', about: 'the packages that Chairside runs on', content: packages },
    {
      name: 'configuration.json',
      about: 'the configuration without texts of its own',
      content: () => configuration(file),
    },
    {
      name: 'ledger.json',
      about: 'the ledger in numbers: states, errors by code, how long things wait; items by pseudonyms',
      content: () => {
        ledger = reportLedger(join(dataDir, 'ledger.db'), name, now);
        return ledger.report;
      },
    },
    options.check && {
      name: 'check.json',
      about: 'what check says; may name hosts, folders, doctors and labs of the practice',
      content: async () => {
        // Opening a damaged ledger would put an earlier copy in its place: a bundle changes nothing.
        if (ledger?.damaged === true) throw new ChairsideError('LEDGER_FAILED');
        return await checkAll(file, new SystemClock(), PinoLogger.make({ level: 'silent' }));
      },
    },
    options.log !== undefined && {
      name: 'log.json',
      about: 'the last lines of the log; requests and orders by pseudonyms',
      content: () => excerptLog(resolve(options.log!), name),
    },
  ];
  return parts.filter((part) => part !== false);
}

function packages(): object {
  return installedPackages([RUNNER_FOLDER]).map(({ name, version }) => ({ name, version }));
}

async function configuration(file: string): Promise<unknown> {
  const source = await ConfigSource.read(file);
  const faults = source.syntaxProblems();
  const schema = configJsonSchema(BUILT_IN_ADAPTERS);
  return faults.length > 0 ? { faults } : { values: redactConfig(source.values(), schema) };
}
