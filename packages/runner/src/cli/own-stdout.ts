import { Console } from 'node:console';
import { Writable } from 'node:stream';

/**
 * Keeps what an adapter or its driver prints away from what a command prints, which programs read: a developer at a terminal
 * sees it on stderr, and nobody else, since it may be anything, a patient's name too.
 */
export function keepStdout(): void {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const shown = process.stderr.isTTY ? process.stderr : nowhere;
  globalThis.console = new Console({ stdout: shown, stderr: shown });
}
