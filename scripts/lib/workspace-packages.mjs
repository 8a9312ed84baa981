import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
