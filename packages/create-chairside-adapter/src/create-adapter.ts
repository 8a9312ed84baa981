import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotCreate } from './cannot-create.js';
import { manifestOf, type ChairsidePackages } from './manifest.js';
import { readmeOf } from './readme.js';
import type { Source } from './sources.js';

const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url));
/** What the adapter of the template is called. */
const TEMPLATE_NAME = 'sample-adapter';
const NAME = /^(@[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9-]{0,60}$/;

export interface NewAdapter {
  /** Of the npm package; may have a scope. */
  readonly name: string;
  readonly source: Source;
  /** Made, or empty. */
  readonly folder: string;
  readonly packages: ChairsidePackages;
}

/** Writes a package that compiles and passes the kit. Throws CannotCreate, before anything is written. */
export async function createAdapter({ name, source, folder, packages }: NewAdapter): Promise<void> {
  mustBeName(name);
  const there = await readdir(folder).catch(() => []);
  // What `packages` names may have been brought there before.
  if (there.some((entry) => entry !== 'vendor')) throw new CannotCreate(`${folder} is not empty: name another folder.`);
  await mkdir(folder, { recursive: true });
  for (const part of ['common', source]) await cp(join(TEMPLATE, part), folder, { recursive: true });
  // npm leaves files of this name out of a package.
  await rename(join(folder, 'gitignore'), join(folder, '.gitignore'));
  const index = join(folder, 'src', 'index.ts');
  const plain = name.replace(/^@[^/]+\//, '');
  await writeFile(index, (await readFile(index, 'utf8')).replace(TEMPLATE_NAME, plain));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifestOf(name, source, packages), null, 2)}\n`);
  await writeFile(join(folder, 'README.md'), readmeOf(name, source));
}

export function mustBeName(name: string): void {
  if (NAME.test(name)) return;
  throw new CannotCreate(
    `${name} is no name of a package: use small letters, digits and hyphens, such as acme-dental.`,
  );
}
