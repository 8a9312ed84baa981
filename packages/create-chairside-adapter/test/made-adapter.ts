import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdapter, type Source } from 'create-chairside-adapter';

const OWN = fileURLToPath(new URL('..', import.meta.url));
const CHECKOUT = join(OWN, '..', '..');
const COMMAND = join(CHECKOUT, 'packages', 'runner', 'bin', 'chairside.mjs');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A package that was begun in a temporary folder, whose dependencies are those of this checkout. */
export class MadeAdapter {
  readonly folder: string;

  readonly #top: string;

  private constructor(folder: string, top = folder) {
    this.folder = folder;
    this.#top = top;
  }

  static async make(source: Source, name = 'acme-dental'): Promise<MadeAdapter> {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-made-'));
    await createAdapter({ name, source, folder, from: { published: '^0.1.0' } });
    const made = new MadeAdapter(folder);
    await made.#link();
    return made;
  }

  /** By the command of a checkout, which brings Chairside's packages along. */
  static async byCommand(source: Source): Promise<MadeAdapter> {
    const top = await mkdtemp(join(tmpdir(), 'chairside-made-'));
    const folder = join(top, 'acme-dental');
    const made = new MadeAdapter(folder, top);
    const { code, output } = await ended(COMMAND, ['new-adapter', 'acme-dental', '--source', source, '--dir', folder]);
    if (code !== 0) throw new Error(output);
    await made.#link();
    return made;
  }

  compile(): Promise<Ended> {
    return this.run(join('typescript', 'bin', 'tsc'));
  }

  /** As `chairside demo --adapter` in the folder above. */
  demo(): Promise<Ended> {
    return ended(COMMAND, ['demo', '--adapter', this.folder, '--once', '--dir', join(this.#top, 'demo')], this.#top);
  }

  /** Chairside's own command, in the new folder. */
  chairside(...args: readonly string[]): Promise<Ended> {
    return ended(COMMAND, args, this.folder);
  }

  /** As `npm test` in the new folder: compiles, and runs the kit. */
  async test(): Promise<Ended> {
    const compiled = await this.compile();
    return compiled.code === 0 ? this.run(join('mocha', 'bin', 'mocha.js'), 'dist/test/**/*.test.js') : compiled;
  }

  /** As a practice installs it into a folder of its own, by a link. */
  async install(folder: string): Promise<void> {
    const { name } = JSON.parse(await readFile(join(this.folder, 'package.json'), 'utf8')) as { readonly name: string };
    const place = join(this.folder, folder, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(this.folder, place, 'junction');
  }

  run(program: string, ...args: readonly string[]): Promise<Ended> {
    return ended(join(this.folder, 'node_modules', program), args, this.folder);
  }

  close(): Promise<void> {
    return rm(this.#top, { recursive: true, force: true });
  }

  /** What `npm install` would bring, by links: tests reach no registry. */
  async #link(): Promise<void> {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(this.folder, 'package.json'), 'utf8')) as {
      readonly dependencies: object;
      readonly devDependencies: object;
    };
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      const place = [OWN, CHECKOUT].map((root) => join(root, 'node_modules', name)).find((path) => existsSync(path));
      if (place === undefined) throw new Error(`This checkout has no ${name}.`);
      const link = join(this.folder, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(await realpath(place), link, 'junction');
    }
  }
}

async function ended(program: string, args: readonly string[], cwd?: string): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], cwd === undefined ? {} : { cwd });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((close) => child.once('close', close));
  return { code, output };
}
