import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readVaultLocation } from '../config/vault-location.js';
import { SystemClock } from '../log/system-clock.js';
import { openVault } from '../vault/open-vault.js';
import { CommandError, EXIT } from './command-error.js';
import { note } from './print.js';
import { configPath } from './read-config.js';
import { readSecret } from './read-secret.js';
import type { CommandOptions } from './session.js';

const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/** `secret set NAME`: a secret for `${vault:NAME}`, read without echo. */
export function secretCommand(program: Command): void {
  program
    .command('secret')
    .description('secrets for the configuration')
    .command('set <name>')
    .description('reads a secret without echo, or from stdin where that is no terminal, into the vault')
    .action((name: string, options: CommandOptions) => setSecret(name, options));
}

/** Works also while the configuration still misses this very secret: only the place of the vault is read from it. */
async function setSecret(name: string, options: CommandOptions): Promise<void> {
  if (!NAME.test(name))
    throw new CommandError(EXIT.usage, 'A name consists of letters, digits, dots, dashes and underscores.');
  const { vault: kind, dataDir } = await readVaultLocation(resolve(configPath(options)), process.env);
  const vault = await openVault(kind, dataDir, new SystemClock());
  const value = await readSecret(`Secret ${name}:`);
  if (value === '') throw new CommandError(EXIT.usage, 'The secret is empty; nothing was stored.');
  await vault.set(name, value);
  note(`Stored. Use it in the configuration as \${vault:${name}}.`);
}
