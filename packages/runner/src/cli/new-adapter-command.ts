import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { CommandError, EXIT } from './command-error.js';
import { say } from './print.js';

interface NewAdapterOptions {
  readonly source?: string;
  readonly dir?: string;
}

/** `new-adapter`: what `npm create chairside-adapter` does, from a checkout. */
export function newAdapterCommand(program: Command): void {
  program
    .command('new-adapter')
    .description(
      'begins an adapter for a practice software: a package that compiles, passes the kit, and runs in the demo',
    )
    .argument('[name]', 'the name of the package; asked, if left out')
    .option(
      '--source <source>',
      'how the practice software is read: sql, rest, files or none of these; asked, if left out',
    )
    .option('--dir <dir>', 'where it is written; the name, if left out')
    .action((name: string | undefined, options: NewAdapterOptions) => newAdapter(name, options));
}

async function newAdapter(name: string | undefined, options: NewAdapterOptions): Promise<void> {
  const { CannotCreate, createAdapter, isCheckout, wishedAdapter } = await import('create-chairside-adapter');
  const packages = join(dirname(fileURLToPath(import.meta.resolve('@chairside/core'))), '..', '..');
  try {
    const wish = await wishedAdapter({ name, ...options });
    await createAdapter({ ...wish, from: isCheckout(packages) ? { checkout: packages } : { published: '*' } });
    say(`${wish.name} is begun in ${wish.folder}. There:`, '', '    npm install', '    npm test');
    if (wish.source !== 'none')
      say(`    npx --prefix ${JSON.stringify(join(packages, '..'))} chairside demo --adapter .`);
  } catch (error) {
    if (error instanceof CannotCreate) throw new CommandError(EXIT.usage, error.message);
    throw error;
  }
}
