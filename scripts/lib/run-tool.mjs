import { spawn } from 'node:child_process';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { TOOLS } from './checkout.mjs';
import { explain } from './set-up-error.mjs';
import { whichNode } from './which-node.mjs';

/** Full output of the last set-up's tools. */
export const LOG = join(TOOLS, 'setup.log');

/** Enough for a hiccup of the network, and an answer within a minute where there is none. */
const PNPM_RETRIES = {
  pnpm_config_fetch_retries: '2',
  pnpm_config_fetch_retry_mintimeout: '1000',
  pnpm_config_fetch_retry_maxtimeout: '5000',
};

/**
 * What surrounds a set-up (another package manager's run, a production environment) must not steer the tools, and they
 * are to see the Node that the project runs under.
 */
function toolEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NODE_ENV|NODE_OPTIONS|NODE_V8_COVERAGE)$|^npm_config_(global|omit|production|dry_run)$/i.test(name),
  );
  const environment = { ...Object.fromEntries(kept), CI: 'true', NO_COLOR: '1', ...PNPM_RETRIES };
  const path = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const node = dirname(whichNode() ?? process.execPath);
  environment[path] = [node, environment[path]].filter(Boolean).join(delimiter);
  return environment;
}

/**
 * Runs a tool to its end; all it says goes to the log. It ends when this process does.
 *
 * @param {string} command
 * @param {string[]} args passed as they are, never through a shell
 * @param {string} cwd
 * @returns {Promise<{ code: number | string, output: string }>} code 0 where it did its work
 */
export async function runToEnd(command, args, cwd) {
  const child = spawn(command, args, {
    cwd,
    env: toolEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('close', (status, signal) => resolve(signal ?? status));
  });
  process.off('exit', stop);
  await appendFile(LOG, `> ${command} ${args.join(' ')}\n${output}\nended with ${String(code)}\n`).catch(() => {});
  return { code, output };
}

/** npm can end well although the disk filled up and what it unpacked is cut short. */
async function proveThatSpaceIsLeft(folder) {
  const file = join(folder, `.space-${process.pid}`);
  try {
    await writeFile(file, Buffer.alloc(2 * 1024 * 1024, 1));
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * Runs a tool that fetches or writes something, as `runToEnd` does.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ task: string, cwd: string }} options `task` is named in the sentence of a failure
 * @throws {SetUpError} when it fails, or the disk is full after it
 */
export async function runTool(command, args, { task, cwd }) {
  const { code, output } = await runToEnd(command, args, cwd);
  if (code !== 0) {
    throw explain(task, `${output}\n${String(code)}`, cwd, LOG);
  }
  await proveThatSpaceIsLeft(cwd).catch((error) => {
    throw explain(task, String(error), cwd, LOG);
  });
}
