import { ChairsideError, type ClinicId } from '@chairside/core';
import type { Command } from 'commander';
import { auditConfiguration } from '../composition/audit-configuration.js';
import { House } from '../composition/house.js';
import { HOUSE } from '../composition/tokens.js';
import { lockDataFolder } from '../lock/data-folder-lock.js';
import { auditRestoring } from '../ledger/restored.js';
import { backUpWhenDue } from '../loop/daily-backup.js';
import { OneRound } from '../loop/one-round.js';
import { needsPerson, plainText, type Attention } from '../views/attention.js';
import { waitsForOthers } from '../views/waiting.js';
import { warnOfExposed } from './check-rights.js';
import { CommandError, EXIT, exitCodeOf, weightiest, type ExitCode } from './command-error.js';
import { DownloadMeter } from './download-meter.js';
import { readConfig } from './read-config.js';
import type { CommandOptions } from './session.js';
import { StopSignals } from './stop-signals.js';

interface RunOptions extends CommandOptions {
  readonly once?: boolean;
}

/** `run`: the service. */
export function runCommand(program: Command): void {
  program
    .command('run')
    .description('runs the service until SIGINT or SIGTERM')
    .option('--once', 'does one full round and ends')
    .action((options: RunOptions) => run(options));
}

async function run(options: RunOptions): Promise<void> {
  // From the first moment: a stop that comes while things are being opened is one like any other.
  const stop = new StopSignals();
  try {
    await runUntil(stop, options);
  } catch (thrown) {
    throw CommandError.from(thrown, options.once === true);
  } finally {
    stop.close();
  }
}

async function runUntil(stop: StopSignals, options: RunOptions): Promise<void> {
  const { config, clock, logger, degraded, source, disabled } = await readConfig(
    options,
    options.once === true ? 'round' : 'service',
  );
  const lock = await lockDataFolder(config.dataDir);
  await warnOfExposed(config, source, logger);
  const meter = new DownloadMeter();
  let house: House | undefined;
  try {
    house = await House.open(config, { clock, logger, restores: true });
    await auditRestoring(house.ledger, config.clinics);
    if (source !== undefined) await auditConfiguration(house, source.values());
    // Elsewhere stderr is the log, which holds nothing but log lines.
    if (process.stderr.isTTY) house.progress.listen(meter.progress);
    if (options.once === true) await runOnce(house, stop, disabled);
    else await runService(house, stop, degraded || disabled.length > 0);
  } finally {
    meter.end();
    await house?.close();
    lock.release();
  }
}

/** `degraded`: something of the configuration is not at work, which `/healthz` shows. */
async function runService(house: House, stop: StopSignals, degraded: boolean): Promise<void> {
  // Servers are loaded only where there is something to serve: every other command starts without them.
  const { serve } = await import('./serve.js');
  const { id, hash } = await house.ledger.auditLog.head();
  // Where logs are kept by somebody else, this tells later whether the entries up to here were changed.
  house.container.get(HOUSE.logger).info('The audit log has come to this entry', { auditHead: `${id}:${hash}` });
  const { service, ended } = await serve(house, degraded);
  stop.listen(service);
  await ended;
}

async function runOnce(house: House, stop: StopSignals, disabled: readonly string[]): Promise<void> {
  const cutOff = new AbortController();
  stop.listen({ stop: () => cutOff.abort(), cutOff: () => cutOff.abort() });
  const codes: ExitCode[] = disabled.map(() => EXIT.usage);
  const lines: string[] = [...disabled];
  for (const { id } of house.config.clinics) {
    const clinic = id as ClinicId;
    const failures = await house
      .openClinic(clinic, cutOff.signal)
      .then((scope) => new OneRound(scope).run(cutOff.signal))
      .then((failed) => failed.map((code) => new ChairsideError(code)))
      .catch((thrown: unknown) => [ChairsideError.from(thrown, 'ADAPTER_FAILED')]);
    lines.push(...failures.flatMap(({ code, message, advice = [] }) => [`${id}: ${code}: ${message}`, ...advice]));
    codes.push(...failures.map(({ code }) => exitCodeOf(code)));
    const ledger = house.clinicLedger(clinic);
    const waiting = (await needsPerson(ledger)).filter(({ urgent }) => urgent);
    lines.push(...waiting.map((item) => `${id}: ${nameOf(item)} (${item.state}): ${plainText(item)}`));
    if (waiting.length > 0) codes.push(EXIT.needsPerson);
    if (await waitsForOthers(ledger)) codes.push(EXIT.failed);
  }
  const backup = await backUpWhenDue(house, cutOff.signal);
  if (backup !== undefined) {
    lines.push(`${backup.code}: ${backup.message}`);
    codes.push(exitCodeOf(backup.code));
  }
  const code = weightiest(codes);
  if (code !== EXIT.done) throw new CommandError(code, ...lines);
}

/** A round is often run by a scheduler that keeps what it prints: a patient's reference is left to `review list`. */
function nameOf({ kind, key }: Attention): string {
  return kind === 'patient' ? kind : `${kind} ${key}`;
}
