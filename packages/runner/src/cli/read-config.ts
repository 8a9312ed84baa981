import { resolve } from 'node:path';
import type { Clock, Logger } from '@chairside/core';
import { adapterOptions } from '../adapters/adapter-options.js';
import type { AppConfig } from '../config/app-config.js';
import type { ConfigSource } from '../config/config-source.js';
import { loadLastGood, saveLastGood } from '../config/last-good.js';
import { loadConfig, parseConfig, type ConfigReaders, type LoadedConfig } from '../config/load-config.js';
import { problemLine } from '../config/problem.js';
import { readVaultLocation } from '../config/vault-location.js';
import { PinoLogger } from '../log/pino-logger.js';
import { SystemClock } from '../log/system-clock.js';
import { openVault } from '../vault/open-vault.js';
import { CommandError, EXIT } from './command-error.js';
import { note } from './print.js';

/** What a command starts from. */
export interface Prepared {
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The configuration file has a fault outside the clinics, and the last good copy is used instead. */
  readonly degraded: boolean;
  /** What the configuration was read from; undefined where the last good copy of it is used. */
  readonly source: ConfigSource | undefined;
  /** Clinics that a fault of their own keeps from work, as lines for the operator. */
  readonly disabled: readonly string[];
}

/** How faults are taken: all leave out the clinics that have one; a command that is left with none ends. */
export type ConfigMode = 'command' | 'round' | 'service';

/** Logs go to stderr; CHAIRSIDE_LOG names the least important level that is written. */
export function commandLogger(): Logger {
  return PinoLogger.make({ level: process.env['CHAIRSIDE_LOG'] });
}

/** The configuration file of a command: `--config`, else CHAIRSIDE_CONFIG, else chairside.yaml here. */
export function configPath({ config }: { readonly config?: string }): string {
  return config ?? process.env['CHAIRSIDE_CONFIG'] ?? 'chairside.yaml';
}

/** Reads the configuration with everything it refers to. */
export function loadConfiguration(file: string, clock: Clock): Promise<LoadedConfig> {
  return loadConfig(file, readers(clock));
}

function readers(clock: Clock): ConfigReaders {
  return {
    env: process.env,
    openVault: (kind, dataDir) => openVault(kind, dataDir, clock),
    adapterOptions: (question, run) => adapterOptions(question, run, clock),
  };
}

/**
 * The configuration for a command. Every problem is listed at once. A clinic that has one is left out; one elsewhere ends
 * the command with 2, and has the service, where no terminal shows it, run on the last good copy.
 */
export async function readConfig(
  options: { readonly config?: string },
  mode: ConfigMode = 'command',
): Promise<Prepared> {
  const clock = new SystemClock();
  const logger = commandLogger();
  const file = resolve(configPath(options));
  const loaded = await loadConfiguration(file, clock);
  note(...loaded.warnings.map((warning) => `Warning: ${problemLine(warning)}`));
  const lines = loaded.problems.map(problemLine);
  // A command has nothing to do where no clinic is left; the service waits for none, but tells of it.
  const isUsable = lines.length === 0 || mode !== 'command' || (loaded.config?.clinics.length ?? 0) > 0;
  if (loaded.config !== undefined && isUsable) {
    const until = mode === 'command' ? '' : ' until it is corrected and Chairside started again';
    if (lines.length > 0)
      note(`${file} has faults. A clinic with one is left out${until}:`, ...lines.map((line) => `  ${line}`));
    else if (loaded.source !== undefined && mode === 'service')
      await saveLastGood(loaded.config.dataDir, loaded.source);
    return { config: loaded.config, clock, logger, degraded: false, source: loaded.source, disabled: lines };
  }
  const faults = [`${file} cannot be used:`, ...lines.map((line) => `  ${line}`)];
  // A file that is not there is a mistyped name, not one that went wrong since the last start.
  const service = mode === 'service' && !process.stderr.isTTY && loaded.source !== undefined;
  const lastGood = service ? await readLastGood(file, clock) : undefined;
  if (lastGood === undefined) throw new CommandError(EXIT.usage, ...faults);
  note(...faults);
  logger.error('The configuration has a fault: the service runs on the last good copy of it. Run: chairside check', {
    count: lines.length,
  });
  return { config: lastGood, clock, logger, degraded: true, source: undefined, disabled: [] };
}

async function readLastGood(file: string, clock: Clock): Promise<AppConfig | undefined> {
  const { dataDir } = await readVaultLocation(file, process.env);
  const source = await loadLastGood(dataDir, file);
  return source === undefined ? undefined : (await parseConfig(source, readers(clock))).config;
}
