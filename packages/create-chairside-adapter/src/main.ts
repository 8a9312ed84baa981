import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { CannotCreate } from './cannot-create.js';
import { createAdapter } from './create-adapter.js';
import { SOURCES } from './sources.js';
import { wishedAdapter, type Wish } from './wished-adapter.js';

/** `npm create chairside-adapter`. Answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('create-chairside-adapter')
    .description('begins a Chairside adapter: a package that compiles, passes the kit, and runs in the demo')
    .argument('[name]', 'the name of the package')
    .option('--source <source>', `how the practice software is read: ${SOURCES.join(', ')}`)
    .option('--dir <dir>', 'where it is written; the name, if left out')
    .action(async (name: string | undefined, options: Omit<Wish, 'name'>) => {
      try {
        await create({ name, ...options });
      } catch (error) {
        if (!(error instanceof CannotCreate)) throw error;
        process.stderr.write(`${error.message}\n`);
        exitCode = 2;
      }
    });
  await program.parseAsync([...argv]);
  return exitCode;
}

async function create(wish: Wish): Promise<void> {
  const { name, source, folder } = await wishedAdapter(wish);
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  await createAdapter({ name, source, folder, from: { published: `^${version}` } });
  process.stdout.write(`${name} is begun in ${folder}. There:\n\n    npm install\n    npm test\n`);
}
