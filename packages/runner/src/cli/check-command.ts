import { resolve } from 'node:path';
import { ChairsideError, ClinicId, type Clock } from '@chairside/core';
import type { Command } from 'commander';
import { House } from '../composition/house.js';
import type { AppConfig } from '../config/app-config.js';
import { problemLine, type ConfigProblem } from '../config/problem.js';
import { SystemClock } from '../log/system-clock.js';
import { CommandError, EXIT, weightiest, type ExitCode } from './command-error.js';
import { checkClinic } from './check-clinic.js';
import { checkHosts } from './check-hosts.js';
import { checkNodeOptions, checkRights } from './check-rights.js';
import { levelOf, type CheckLine } from './check-line.js';
import { say, sayJson } from './print.js';
import { commandLogger, configPath, loadConfiguration } from './read-config.js';
import type { CommandOptions } from './session.js';

/** `check`: tries everything that the configuration names. */
export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('validates the configuration and tries everything it names')
    .option('--json', 'prints JSON')
    .action((options: CommandOptions) => check(options));
}

async function check(options: CommandOptions): Promise<void> {
  const clock = new SystemClock();
  const file = resolve(configPath(options));
  const loaded = await loadConfiguration(file, clock);
  const codes: ExitCode[] = loaded.problems.map(() => EXIT.usage);
  const lines: CheckLine[] = [
    ...loaded.problems.map((problem) => configLine(problem, 'problem')),
    ...loaded.warnings.map((warning) => configLine(warning, 'warning')),
  ];
  if (loaded.config !== undefined) {
    if (loaded.problems.length === 0) lines.push({ level: 'ok', subject: 'configuration', text: file });
    lines.push(...(await houseLines(loaded.config, clock)));
    lines.push(...(await checkRights(loaded.config, loaded.source)), ...checkNodeOptions());
  }
  codes.push(...lines.map(exitCode));
  if (options.json === true) sayJson({ problems: lines.filter(({ level }) => level !== 'ok').map(jsonLine) });
  else say(...lines.map(textLine));
  const code = weightiest(codes);
  if (code !== EXIT.done) throw new CommandError(code);
}

async function houseLines(config: AppConfig, clock: Clock): Promise<readonly CheckLine[]> {
  let house: House;
  try {
    house = await House.open(config, { clock, logger: commandLogger() });
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

function configLine(problem: ConfigProblem, level: 'problem' | 'warning'): CheckLine & { readonly path: string } {
  return { level, subject: 'configuration', text: problemLine(problem), path: problem.path };
}

function exitCode({ level, notPaired, subject }: CheckLine): ExitCode {
  if (notPaired === true) return EXIT.notPaired;
  if (level === 'refused') return EXIT.usage;
  if (level === 'problem') return subject === 'configuration' ? EXIT.usage : EXIT.needsPerson;
  return level === 'unreachable' ? EXIT.failed : EXIT.done;
}

function textLine({ level, clinic, subject, text, advice }: CheckLine): string {
  const where = clinic === undefined ? subject : `${clinic}: ${subject}`;
  return `${level.padEnd(11)} ${where}: ${text}${advice === undefined ? '' : ` -> ${advice}`}`;
}

function jsonLine(line: CheckLine): object {
  const { level, clinic, subject, text, advice } = line;
  return {
    level,
    clinic: clinic ?? null,
    subject,
    text,
    advice: advice ?? null,
    ...('path' in line ? { path: line.path } : {}),
  };
}
