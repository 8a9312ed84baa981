import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { PARENT_VARIABLE, STOP_SIGNALS } from './signals.mjs';

const WATCH = new URL('parent-watch.mjs', import.meta.url).href;
const ON_WINDOWS = process.platform === 'win32';

/**
 * Passes stop signals on to the child. On Windows a console sends Ctrl-C to both by itself, and a signal sent by a process
 * would end the child at once, so there the parent only stays to see the child finish.
 */
function passSignalsOn(child) {
  const handlers = STOP_SIGNALS.filter((signal) => signal in constants.signals).map((signal) => {
    const handler = () => {
      if (!ON_WINDOWS) {
        child.kill(signal);
      }
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => {
    for (const off of handlers) {
      off();
    }
  };
}

/** Ends this process the way the child ended, so that a shell sees no difference. */
function endLike(code, signal) {
  if (signal === null) {
    process.exitCode = code ?? 1;
    return;
  }
  process.exitCode = 128 + (constants.signals[signal] ?? 0);
  if (!ON_WINDOWS && STOP_SIGNALS.includes(signal)) {
    process.kill(process.pid, signal);
  }
}

/**
 * Runs a script under the given Node on this process's terminal and ends this process the way it ended: same exit code,
 * same signal. Stop signals are passed on, and the child ends when this process is gone, even by SIGKILL.
 *
 * @param {string} node path of the Node to run
 * @param {string[]} args the script and its arguments
 * @param {{ nodeArgs?: string[], env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Promise<void>} settles when the child has ended and the exit code is set
 */
export async function runNode(node, args, { nodeArgs = [], env = {}, cwd = process.cwd() } = {}) {
  const child = spawn(node, [...nodeArgs, '--import', WATCH, ...args], {
    cwd,
    env: { ...process.env, ...env, [PARENT_VARIABLE]: String(process.pid) },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const stopPassing = passSignalsOn(child);
  try {
    const [code, signal] = await once(child, 'exit');
    stopPassing();
    endLike(code, signal);
  } finally {
    stopPassing();
  }
}
