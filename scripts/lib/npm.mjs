import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runTool } from './run-tool.mjs';
import { SetUpError } from './set-up-error.mjs';

const CLI = join('node_modules', 'npm', 'bin', 'npm-cli.js');

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
 * @param {string} task named in the sentence of a failure
 */
export async function installFromNpm(folder, packages, task) {
  const { command, args } = findNpm();
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const options = [
    ['--prefix', partial],
    ['--global=false', '--include=optional', '--ignore-scripts', '--no-package-lock', '--no-save'],
    ['--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline', '--loglevel=error'],
    ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
  ].flat();
  await runTool(command, [...args, 'install', ...options, ...packages], { task, cwd: partial });
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}
