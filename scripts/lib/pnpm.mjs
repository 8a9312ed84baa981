import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, TOOLS } from './checkout.mjs';
import { installFromNpm } from './npm.mjs';
import { SetUpError } from './set-up-error.mjs';

/** The version that package.json pins, as in `pnpm@12.21.0`. */
export function pinnedPnpm(root = ROOT) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.split('+')[0];
}

function installedPnpm(tools) {
  try {
    const { name, version } = JSON.parse(
      readFileSync(join(tools, 'pnpm', 'node_modules', 'pnpm', 'package.json'), 'utf8'),
    );
    return `${name}@${version}`;
  } catch {
    return undefined;
  }
}

/**
 * How to start the pnpm in a folder that npm installed into: the native binary of its platform package, else, where pnpm has none for this
 * platform's name, its script.
 *
 * @returns {{ command: string, args: string[] }}
 */
export function pnpmIn(folder) {
  const modules = join(folder, 'node_modules');
  const scope = join(modules, '@pnpm');
  const binary = existsSync(scope)
    ? readdirSync(scope)
        .filter((name) => name.startsWith(`exe.${process.platform}-${process.arch}`))
        .map((name) => join(scope, name, process.platform === 'win32' ? 'pnpm.exe' : 'pnpm'))
        .find((file) => existsSync(file))
    : undefined;
  return binary === undefined
    ? { command: process.execPath, args: [join(modules, 'pnpm', 'bin', 'pnpm.mjs')] }
    : { command: binary, args: [] };
}

/** How to start the pnpm that set-up brought. */
export function pnpmCommand(tools = TOOLS) {
  return pnpmIn(join(tools, 'pnpm'));
}

function proveThatItRuns(folder) {
  const { command, args } = pnpmIn(folder);
  if (spawnSync(command, [...args, '--version']).status !== 0) {
    throw new SetUpError(`${pinnedPnpm()} does not run on this system: use a current Linux, macOS or Windows.`);
  }
}

/** The set-up step that brings pnpm. */
export const pnpmStep = {
  title: () => `Getting ${pinnedPnpm()}`,
  isDone: () => installedPnpm(TOOLS) === pinnedPnpm(),
  run: () => installFromNpm(join(TOOLS, 'pnpm'), [pinnedPnpm()], { task: 'getting pnpm', prove: proveThatItRuns }),
};
