import { resolve } from 'node:path';
import type { Command } from 'commander';
import { SystemClock } from '../log/system-clock.js';
import { checkAll } from './check-all.js';
import type { CheckLine } from './check-line.js';
import { CommandError, EXIT, weightiest, type ExitCode } from './command-error.js';
import { say, sayJson } from './print.js';
import { commandLogger, configPath } from './read-config.js';
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
  const lines = await checkAll(resolve(configPath(options)), new SystemClock(), commandLogger());
  if (options.json === true) sayJson({ problems: lines.filter(({ level }) => level !== 'ok').map(jsonLine) });
  else say(...lines.map(textLine));
  const code = weightiest(lines.map(exitCode));
  if (code !== EXIT.done) throw new CommandError(code);
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

function jsonLine({ level, clinic, subject, text, advice, path }: CheckLine): object {
  return { level, clinic: clinic ?? null, subject, text, advice: advice ?? null, path: path ?? null };
}
