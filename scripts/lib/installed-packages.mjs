import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The folders of our own packages. */
export function workspaceFolders(root) {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .map((name) => join(packages, name))
    .filter((folder) => existsSync(join(folder, 'package.json')));
}

/** Where Node finds a package from a folder; undefined where it is not installed. */
function resolveFrom(folder, name) {
  for (let at = folder; ; at = dirname(at)) {
    const found = join(at, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) {
      return realpathSync(found);
    }
    if (at === dirname(at)) {
      return undefined;
    }
  }
}

/**
 * The packages of others that our packages need at run time, with all that those need in turn, sorted. Optional ones of
 * other platforms are not installed, and not among them.
 *
 * @returns {{ name: string, version: string, license: unknown, folder: string }[]}
 * @throws where one that is not optional is not installed
 */
export function productionPackages(root) {
  const own = workspaceFolders(root);
  const found = new Map();
  const waiting = [...own];
  while (waiting.length > 0) {
    const folder = waiting.pop();
    const { dependencies = {}, optionalDependencies = {} } = manifest(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = resolveFrom(folder, name);
      if (at === undefined) {
        if (name in optionalDependencies) continue;
        throw new Error(`${name} is not installed: run npm run setup`);
      }
      if (found.has(at) || own.some((each) => realpathSync(each) === at)) continue;
      const { version, license, licenses } = manifest(at);
      found.set(at, { name, version, license: license ?? licenses, folder: at });
      waiting.push(at);
    }
  }
  return [...found.values()].sort((one, other) =>
    `${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1,
  );
}

/** Every package that pnpm installed, those for development too. */
export function allPackages(root) {
  const store = join(root, 'node_modules', '.pnpm');
  if (!existsSync(store)) {
    return [];
  }
  const folders = readdirSync(store)
    .map((name) => join(store, name, 'node_modules'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.name.startsWith('@') && entry.isDirectory()
          ? readdirSync(join(folder, entry.name), { withFileTypes: true }).map((inner) => ({
              inner,
              at: join(folder, entry.name),
            }))
          : [{ inner: entry, at: folder }],
      ),
    );
  return folders
    .filter(({ inner, at }) => inner.isDirectory() && existsSync(join(at, inner.name, 'package.json')))
    .map(({ inner, at }) => ({ folder: join(at, inner.name), manifest: manifest(join(at, inner.name)) }));
}
