import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package that is there at run time. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says it, in whatever form. */
  readonly license: unknown;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly licenses?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Where Node finds a package from a folder; undefined where it is not installed. */
function resolveFrom(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = join(at, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (at === dirname(at)) return undefined;
  }
}

/**
 * The packages that those in `folders` need at run time, with all that those need in turn, sorted by name; the first ones
 * are not among them. Optional ones for other platforms are not installed, and left out. Throws an Error where another
 * one is not installed.
 */
export function installedPackages(folders: readonly string[]): readonly InstalledPackage[] {
  const first = new Set(folders.map((folder) => realpathSync(folder)));
  const found = new Map<string, InstalledPackage>();
  const waiting = [...first];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = resolveFrom(folder, name);
      if (at === undefined && !(name in optionalDependencies)) throw new Error(`${name} is not installed`);
      if (at === undefined || found.has(at) || first.has(at)) continue;
      const { version, license, licenses } = manifestOf(at);
      found.set(at, { name, version, license: license ?? licenses });
      waiting.push(at);
    }
  }
  const order = ({ name, version }: InstalledPackage): string => `${name}@${version}`;
  return [...found.values()].sort((one, other) => (order(one) < order(other) ? -1 : 1));
}
