import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotCreate } from './cannot-create.js';
import { vendorFrom } from './checkout-packages.js';
import { manifestOf } from './manifest.js';
import { readmeOf } from './readme.js';
import type { Source } from './sources.js';

const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url));
/** What the adapter of the template is called. */
const TEMPLATE_NAME = 'sample-adapter';
/** npm leaves a file of the name with a dot out of a package. */
const IGNORED = 'gitignore';
const NAME = /^(@[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9-]{0,60}$/;

export interface NewAdapter {
  /** Of the npm package; may have a scope. */
  readonly name: string;
  readonly source: Source;
  /** Made, or empty. */
  readonly folder: string;
  /** Where Chairside's own packages come from: the registry, in a range of versions, or the `packages` of a checkout. */
  readonly from: { readonly published: string } | { readonly checkout: string };
}

/** Writes a package that compiles and passes the kit. Throws CannotCreate, before anything is written. */
export async function createAdapter({ name, source, folder, from }: NewAdapter): Promise<void> {
  mustBeName(name);
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0) throw new CannotCreate(`${folder} is not empty: name another folder.`);
  await mkdir(folder, { recursive: true });
  const packages =
    'published' in from ? { core: from.published, testkit: from.published } : await vendorFrom(from.checkout, folder);
  await cp(join(TEMPLATE, 'common', IGNORED), join(folder, `.${IGNORED}`));
  await cp(join(TEMPLATE, 'common', 'tsconfig.json'), join(folder, 'tsconfig.json'));
  if (source !== 'none') await writeSources(name, source, folder);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifestOf(name, source, packages), null, 2)}\n`);
  await writeFile(join(folder, 'README.md'), readmeOf(name, source));
  // What stands in vendor is installed like any other package, not linked.
  if ('checkout' in from) await writeFile(join(folder, '.npmrc'), 'install-links=true\n');
}

async function writeSources(name: string, source: Source, folder: string): Promise<void> {
  for (const part of ['common', source]) {
    await cp(join(TEMPLATE, part), folder, { recursive: true, filter: (path) => basename(path) !== IGNORED });
  }
  const index = join(folder, 'src', 'index.ts');
  const plain = name.replace(/^@[^/]+\//, '');
  await writeFile(index, (await readFile(index, 'utf8')).replace(TEMPLATE_NAME, plain));
}

export function mustBeName(name: string): void {
  if (NAME.test(name)) return;
  throw new CannotCreate(
    `${name} is no name of a package: use small letters, digits and hyphens, such as acme-dental.`,
  );
}
