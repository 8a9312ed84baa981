import { ChairsideError, ClinicId, type Clock, type Logger } from '@chairside/core';
import { House } from '../composition/house.js';
import type { AppConfig } from '../config/app-config.js';
import { problemLine, type ConfigProblem } from '../config/problem.js';
import { checkClinic } from './check-clinic.js';
import { checkHosts } from './check-hosts.js';
import { levelOf, type CheckLine } from './check-line.js';
import { checkNodeOptions, checkRights } from './check-rights.js';
import { loadConfiguration } from './read-config.js';

/** Validates a configuration file and tries everything that it names. */
export async function checkAll(file: string, clock: Clock, logger: Logger): Promise<readonly CheckLine[]> {
  const loaded = await loadConfiguration(file, clock);
  const lines: CheckLine[] = [
    ...loaded.problems.map((problem) => configLine(problem, 'problem')),
    ...loaded.warnings.map((warning) => configLine(warning, 'warning')),
  ];
  if (loaded.config === undefined) return lines;
  if (loaded.problems.length === 0) lines.push({ level: 'ok', subject: 'configuration', text: file });
  lines.push(...(await houseLines(loaded.config, clock, logger)));
  lines.push(...(await checkRights(loaded.config, loaded.source)), ...checkNodeOptions());
  return lines;
}

async function houseLines(config: AppConfig, clock: Clock, logger: Logger): Promise<readonly CheckLine[]> {
  let house: House;
  try {
    house = await House.open(config, { clock, logger });
  } catch (thrown) {
    const error = ChairsideError.from(thrown, 'LEDGER_FAILED');
    return [{ level: levelOf(error.code), subject: 'dataDir', text: error.message }];
  }
  try {
    const lines = [...(await checkHosts(house))];
    for (const { id } of config.clinics) lines.push(...(await clinicLines(house, ClinicId(id))));
    return lines;
  } finally {
    await house.close();
  }
}

async function clinicLines(house: House, id: ClinicId): Promise<readonly CheckLine[]> {
  try {
    return await checkClinic(house, id);
  } catch (thrown) {
    const error = ChairsideError.from(thrown, 'ADAPTER_FAILED');
    const level = levelOf(error.code) === 'refused' ? 'refused' : 'problem';
    return [{ clinic: id, level, subject: 'adapter', text: error.message, advice: error.advice?.join('\n') }];
  }
}

function configLine(problem: ConfigProblem, level: 'problem' | 'warning'): CheckLine {
  return { level, subject: 'configuration', text: problemLine(problem), path: problem.path };
}
