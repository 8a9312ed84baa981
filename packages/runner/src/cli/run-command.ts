import { ERROR_CODES, type ChairsideErrorCode, type ClinicId } from '@chairside/core';
import type { Command } from 'commander';
import { House } from '../composition/house.js';
import { lockDataFolder } from '../lock/data-folder-lock.js';
import { OneRound } from '../loop/one-round.js';
import { needsPerson, waitsForOthers } from './attention.js';
import { CommandError, EXIT, weightiest, type ExitCode } from './command-error.js';
import { DownloadMeter } from './download-meter.js';
import { readConfig } from './read-config.js';
import { serve } from './serve.js';
import type { CommandOptions } from './session.js';
import { untilStopped } from './until-stopped.js';

interface RunOptions extends CommandOptions {
  readonly once?: boolean;
}

/** `run`: the service. */
export function runCommand(program: Command): void {
  program
    .command('run')
    .description('runs the service until SIGINT or SIGTERM')
    .option('--config <file>', 'the configuration')
    .option('--once', 'does one full round and ends')
    .action((options: RunOptions) => run(options));
}

async function run(options: RunOptions): Promise<void> {
  const { config, clock, logger, degraded, disabled } = await readConfig(options, options.once === true ? 'round' : 'service');
  const lock = await lockDataFolder(config.dataDir);
  const meter = new DownloadMeter();
  let house: House | undefined;
  try {
    house = await House.open(config, { clock, logger });
    house.progress.listen(meter.progress);
    if (options.once === true) await runOnce(house, disabled);
    else await runService(house, degraded || disabled.length > 0);
  } finally {
    meter.end();
    await house?.close();
    lock.release();
  }
}

/** `degraded`: something of the configuration is not at work, which `/healthz` shows. */
async function runService(house: House, degraded: boolean): Promise<void> {
  const { service, ended } = await serve(house, degraded);
  const stopListening = untilStopped(
    () => service.stop(),
    () => service.cutOff(),
  );
  await ended.finally(stopListening);
}

async function runOnce(house: House, disabled: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const stopListening = untilStopped(
    () => stop.abort(),
    () => stop.abort(),
  );
  const codes: ExitCode[] = disabled.map(() => EXIT.usage);
  const lines: string[] = [...disabled];
  try {
    for (const { id } of house.config.clinics) {
      const clinic = id as ClinicId;
      const failures = await house
        .openClinic(clinic, stop.signal)
        .then((scope) => new OneRound(scope).run(stop.signal))
        .catch((): readonly ChairsideErrorCode[] => ['ADAPTER_FAILED']);
      lines.push(...failures.map((code) => `${id}: ${code}: ${ERROR_CODES[code].text}`));
      codes.push(...failures.map((code) => (ERROR_CODES[code].class === 'auth' ? EXIT.notPaired : EXIT.failed)));
      const ledger = house.clinicLedger(clinic);
      const waiting = await needsPerson(ledger);
      lines.push(...waiting.map(({ kind, key, state, text }) => `${id}: ${kind} ${key} (${state}): ${text}`));
      if (waiting.length > 0) codes.push(EXIT.needsPerson);
      if (await waitsForOthers(ledger)) codes.push(EXIT.failed);
    }
  } finally {
    stopListening();
  }
  const code = weightiest(codes);
  if (code !== EXIT.done) throw new CommandError(code, ...lines);
}
