import { ERROR_CODES, type Logger } from '@chairside/core';
import type { AppConfig } from '../config/app-config.js';
import type { ConfigSource } from '../config/config-source.js';
import { secretFiles } from '../config/secret-files.js';
import { exposedPaths, type ExposedPath } from '../rights/exposed-paths.js';
import type { CheckLine } from './check-line.js';

/** Options of Node that write what is in memory to a file or hand it to somebody. */
const SPILLING =
  /--(?:heap-prof|heapsnapshot-[\w-]+|report-on-[\w-]+|report-uncaught-exception|inspect[\w-]*|abort-on-uncaught-exception|trace-event[\w-]*)/g;

interface Exposures {
  readonly ofDataFolder: readonly ExposedPath[];
  readonly ofSecrets: readonly ExposedPath[];
}

async function exposures(config: AppConfig, source: ConfigSource | undefined): Promise<Exposures> {
  const { dataDir, http } = config;
  const key = http === false ? undefined : http.tls?.key;
  const secrets = [...(source === undefined ? [] : secretFiles(source)), ...(key === undefined ? [] : [key])];
  return { ofDataFolder: await exposedPaths([dataDir]), ofSecrets: await exposedPaths(secrets) };
}

/** Who else of this computer can read secrets and patient data. The data folder is Chairside's own, the rest the operator's. */
export async function checkRights(config: AppConfig, source: ConfigSource | undefined): Promise<readonly CheckLine[]> {
  const { ofDataFolder, ofSecrets } = await exposures(config, source);
  return [
    ...ofDataFolder.map(({ path, to, advice }): CheckLine => {
      const level = to === 'everybody' ? 'problem' : 'warning';
      return {
        level,
        subject: 'dataDir',
        text: `${path} can be read by ${to}; it holds patient data and secrets`,
        advice,
      };
    }),
    ...ofSecrets.map(({ path, to, advice }): CheckLine => ({
      level: 'warning',
      subject: 'secrets',
      text: `${path} can be read by ${to}; it holds a secret`,
      advice,
    })),
  ];
}

/** At the start of the service: one line in the log. Work goes on, since refusing would help nobody who can read already. */
export async function warnOfExposed(
  config: AppConfig,
  source: ConfigSource | undefined,
  logger: Logger,
): Promise<void> {
  const { ofDataFolder, ofSecrets } = await exposures(config, source);
  const count = ofDataFolder.length + ofSecrets.length;
  if (count > 0) logger.warn(ERROR_CODES.FILES_EXPOSED.text, { code: 'FILES_EXPOSED', count });
}

/** Options of Node, of this process or of its environment, by which memory with secrets in it may get into files. */
export function checkNodeOptions(
  options: readonly string[] = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''],
): readonly CheckLine[] {
  const found = [...new Set(options.flatMap((option) => option.match(SPILLING) ?? []))];
  return found.map((option) => ({
    level: 'warning',
    subject: 'NODE_OPTIONS',
    text: `${option} lets Node write or show what is in memory, with secrets and patient data in it`,
    advice: 'leave it out where real patients are',
  }));
}
