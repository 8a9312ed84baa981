import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BUILT_IN_ADAPTERS } from '../adapters/built-in.js';
import { CommandError, EXIT } from './command-error.js';
import { configTemplate, type ConfigAnswers } from './config-template.js';
import { say } from './print.js';
import { configPath } from './read-config.js';
import type { CommandOptions } from './session.js';

interface InitOptions extends CommandOptions {
  readonly adapter?: string;
  readonly clinic?: string;
  readonly yes?: boolean;
}

/** A clinic's id, as the configuration takes it. */
const CLINIC_ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
const DEFAULTS: ConfigAnswers = { clinic: 'main-street', adapter: 'filesystem' };

/** `init`: asks, and writes a commented configuration. */
export function initCommand(program: Command): void {
  program
    .command('init')
    .description('asks, and writes a commented chairside.yaml')
    .option(
      '--adapter <name>',
      `the adapter: ${BUILT_IN_ADAPTERS.map(({ name }) => name).join(', ')}, a package or a path`,
    )
    .option('--clinic <id>', "the clinic's id")
    .option('--yes', 'asks nothing')
    .action((options: InitOptions) => init(options));
}

async function init(options: InitOptions): Promise<void> {
  const file = resolve(configPath(options));
  const answers = options.yes === true ? { ...DEFAULTS, ...given(options) } : await ask(file, options);
  if (!CLINIC_ID.test(answers.clinic))
    throw new CommandError(
      EXIT.usage,
      `"${answers.clinic}" cannot be a clinic's id: small letters, digits and dashes are allowed.`,
    );
  const template = configTemplate(answers);
  try {
    // Never over a file that is there: it may hold the only copy of the mappings.
    await writeFile(file, template, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
      throw new CommandError(EXIT.usage, `${file} exists already; it was left as it is.`);
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason given';
    throw new CommandError(EXIT.failed, `${file} cannot be written (${code}).`);
  }
  say(
    `Wrote ${file}.`,
    'Next: fill in what Align gave you, then run',
    ...secretsOf(template).map((name) => `  chairside secret set ${name}`),
    '  chairside check',
    `  chairside pair ${answers.clinic}`,
    '  chairside run',
  );
}

/** The secrets that a configuration takes from the vault. */
function secretsOf(template: string): readonly string[] {
  const lines = template.split('\n').filter((line) => !/^\s*#/.test(line));
  const names = lines.flatMap((line) => [...line.matchAll(/\$\{vault:(\w+)\}/g)].map(([, name = '']) => name));
  return [...new Set(names)];
}

function given({ adapter, clinic }: InitOptions): Partial<ConfigAnswers> {
  return { ...(adapter === undefined ? {} : { adapter }), ...(clinic === undefined ? {} : { clinic }) };
}

async function ask(file: string, options: InitOptions): Promise<ConfigAnswers> {
  if (!process.stdin.isTTY) throw new CommandError(EXIT.usage, 'There is no terminal to ask at: add --yes.');
  const { confirm, input, select } = await import('@inquirer/prompts');
  const clinic =
    options.clinic ??
    (await input({
      message: "The clinic's id:",
      default: DEFAULTS.clinic,
      validate: (id) => CLINIC_ID.test(id) || 'Small letters, digits and dashes.',
    }));
  const adapter =
    options.adapter ??
    (await select({
      message: 'The practice software:',
      choices: BUILT_IN_ADAPTERS.map(({ name }) => ({ value: name })),
    }));
  if (!(await confirm({ message: `Write ${file}?` }))) throw new CommandError(EXIT.usage, 'Nothing was written.');
  return { clinic, adapter };
}
