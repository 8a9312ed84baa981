import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdapter, type Source } from 'create-chairside-adapter';

const OWN = fileURLToPath(new URL('..', import.meta.url));
const CHECKOUT = join(OWN, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A package that was begun in a temporary folder, whose dependencies are those of this checkout. */
export class MadeAdapter {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(source: Source, name = 'acme-dental'): Promise<MadeAdapter> {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-made-'));
    await createAdapter({ name, source, folder, from: { published: '^0.1.0' } });
    const made = new MadeAdapter(folder);
    await made.#link();
    return made;
  }

  /** As `npm test` in the new folder: compiles, and runs the kit. */
  async test(): Promise<Ended> {
    const compiled = await this.run(join('typescript', 'bin', 'tsc'));
    return compiled.code === 0 ? this.run(join('mocha', 'bin', 'mocha.js'), 'dist/test/**/*.test.js') : compiled;
  }

  async run(program: string, ...args: readonly string[]): Promise<Ended> {
    const child = spawn(process.execPath, [join(this.folder, 'node_modules', program), ...args], { cwd: this.folder });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const code = await new Promise<number | null>((ended) => child.once('close', ended));
    return { code, output };
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
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

  async files(): Promise<readonly string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }
}
