import { access, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ChairsideError } from '@chairside/core';
import { BUILT_IN_ADAPTERS } from './built-in.js';

/** Where a relative path or a package of `adapter.use` is looked for. */
export interface AdapterPlaces {
  /** The folder of the configuration file. */
  readonly baseDir: string;
  /** Its `plugins` folder is where an operator installs adapters. */
  readonly dataDir: string;
}

const PACKAGE_NAME = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
/** The conditions of a package's `exports` under which Node loads it with import(). */
const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'module-sync', 'default']);

function notFound(use: string, detail: string): ChairsideError {
  const known = BUILT_IN_ADAPTERS.map(({ name }) => name).join(', ');
  return new ChairsideError('ADAPTER_NOT_FOUND', { detail: `"${use}" is not built in (${known}), and ${detail}` });
}

/** What `exports` leads to; undefined where it leads nowhere. */
function exported(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  if ('.' in exports) return exported(exports['.']);
  for (const [condition, target] of Object.entries(exports)) {
    const found = CONDITIONS.has(condition) ? exported(target) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file that a package's folder is loaded by, as Node finds it. */
async function packageEntry(folder: string): Promise<string> {
  const { exports, main } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly exports?: unknown;
    readonly main?: unknown;
  };
  const entry = exported(exports) ?? (typeof main === 'string' ? main : 'index.js');
  return join(folder, entry);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The folder of a package that a file in `from` would get, or undefined. */
async function installedFrom(from: string, name: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (await exists(join(found, 'package.json'))) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

async function fileOf(use: string, { baseDir, dataDir }: AdapterPlaces): Promise<string> {
  if (use.startsWith('.') || isAbsolute(use)) {
    const path = resolve(baseDir, use);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw notFound(use, `there is nothing at ${path}`);
    return found.isDirectory() ? packageEntry(path) : path;
  }
  if (!PACKAGE_NAME.test(use)) throw notFound(use, 'this is no name of a package; a path begins with . or is absolute');
  const plugins = join(dataDir, 'plugins');
  const here = dirname(fileURLToPath(import.meta.url));
  const inPlugins = join(plugins, 'node_modules', use);
  const folder = (await exists(join(inPlugins, 'package.json')))
    ? inPlugins
    : ((await installedFrom(baseDir, use)) ?? (await installedFrom(here, use)));
  if (folder === undefined)
    throw notFound(use, `no package of that name is installed. Run: npm install --prefix "${plugins}" ${use}`);
  return packageEntry(folder);
}

/**
 * The address of the module that `adapter.use` names: a path (relative to the configuration file; a file, or a folder with
 * a package.json), or a package, in `plugins` of the data folder, beside the configuration or beside Chairside. Throws
 * ADAPTER_NOT_FOUND.
 */
export async function adapterAddress(use: string, places: AdapterPlaces): Promise<string> {
  try {
    return pathToFileURL(await fileOf(use, places)).href;
  } catch (thrown) {
    if (ChairsideError.is(thrown)) throw thrown;
    throw notFound(use, 'its package.json cannot be read');
  }
}
