import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runTool } from './run-tool.mjs';
import { SetUpError } from './set-up-error.mjs';
import { wrongPackages } from './tool-digests.mjs';

const PARTIAL = '.partial-';

const CLI = join('node_modules', 'npm', 'bin', 'npm-cli.js');

/** An npm whose set-up was killed may still be writing there; then the folder goes with the next set-up. */
async function remove(partial) {
  await rm(partial, { recursive: true, force: true }).catch(() => {});
}

function onPath(env) {
  const names = process.platform === 'win32' ? ['npm.cmd', 'npm'] : ['npm'];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

/**
 * How to start npm without a shell: its script run by a Node, wherever it is found; a wrapper found on the PATH is started
 * as it is, except on Windows, where it would need a shell.
 *
 * @returns {{ command: string, args: string[] }}
 * @throws {SetUpError} when this computer has no npm
 */
export function findNpm({ env = process.env, execPath = process.execPath } = {}) {
  const wrapper = onPath(env);
  const target = wrapper && realpathSync(wrapper);
  const scripts = [
    env.npm_execpath?.endsWith('npm-cli.js') ? env.npm_execpath : undefined,
    join(dirname(execPath), CLI),
    join(dirname(execPath), '..', 'lib', CLI),
    target?.endsWith('npm-cli.js') ? target : undefined,
    wrapper && join(dirname(wrapper), CLI),
  ];
  const script = scripts.find((file) => file !== undefined && existsSync(file));
  if (script !== undefined) {
    return { command: execPath, args: [script] };
  }
  if (wrapper !== undefined && process.platform !== 'win32') {
    return { command: wrapper, args: [] };
  }
  throw new SetUpError('npm was not found: install Node with npm (from nodejs.org) and run this again.');
}

/**
 * Installs packages from npm into a folder of their own. The folder appears whole or not at all.
 *
 * @param {string} folder
 * @param {string[]} packages each with its exact version
 * @param {{ task: string, prove: (folder: string) => void }} options `task` is named in the sentence of a failure; `prove`
 *   throws where what was installed does not work
 */
export async function installFromNpm(folder, packages, { task, prove }) {
  const { command, args } = findNpm();
  const partial = await mkdtemp(`${folder}${PARTIAL}`);
  const options = [
    ['--prefix', partial],
    ['--global=false', '--include=optional', '--ignore-scripts', '--no-package-lock', '--no-save'],
    ['--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline', '--loglevel=error'],
    ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
  ].flat();
  try {
    await runTool(command, [...args, 'install', ...options, ...packages], { task, cwd: partial });
    const wrong = wrongPackages(partial);
    if (wrong.length > 0) {
      throw new SetUpError(
        `The registry of npm gave another ${wrong.join(', ')} than Chairside knows: it was not used.`,
      );
    }
    prove(partial);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } catch (error) {
    await remove(partial);
    throw error;
  }
}

/** Removes what an interrupted installation left in a folder of tools. */
export async function removeLeftovers(tools) {
  const names = await readdir(tools);
  await Promise.all(names.filter((name) => name.includes(PARTIAL)).map((name) => remove(join(tools, name))));
}
