import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './checkout.mjs';
import { pnpmCommand } from './pnpm.mjs';
import { runTool } from './run-tool.mjs';

function packageFolders(root) {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .map((name) => join(packages, name))
    .filter((folder) => existsSync(join(folder, 'package.json')));
}

/**
 * Digest of all that decides what is installed: the lockfile, the workspace file, every package.json, the platform.
 *
 * @param {string} root folder of the checkout
 */
export function dependencyStamp(root = ROOT) {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].map((name) => join(root, name));
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\0`);
  for (const file of [...files, ...packageFolders(root).map((folder) => join(folder, 'package.json'))]) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Kept inside the folder it speaks of, so that it goes with it. */
function stampFile(root) {
  return join(root, 'node_modules', '.chairside-set-up');
}

function hasItsDependencies(folder) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
    existsSync(join(folder, 'node_modules', name, 'package.json')),
  );
}

/** Whether what is installed is what the checkout asks for, in every package. */
export function dependenciesAreInstalled(root = ROOT) {
  const file = stampFile(root);
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8') === dependencyStamp(root) &&
    [root, ...packageFolders(root)].every((folder) => hasItsDependencies(folder))
  );
}

/**
 * The lockfile's checksums decide what may be installed. It is trusted beyond that, because pnpm's further policies would
 * ask the registry about every entry each time, and judge by the day of the installation.
 */
async function installDependencies() {
  const { command, args } = pnpmCommand();
  const options = ['--frozen-lockfile', '--trust-lockfile', '--prod=false', '--prefer-offline'];
  await runTool(command, [...args, 'install', ...options, '--reporter=append-only'], {
    task: 'installing the dependencies',
    cwd: ROOT,
  });
  writeFileSync(stampFile(ROOT), dependencyStamp());
}

/** The set-up step that installs what pnpm-lock.yaml names. */
export const dependenciesStep = {
  title: () => 'Installing the dependencies',
  isDone: () => dependenciesAreInstalled(),
  run: installDependencies,
};
