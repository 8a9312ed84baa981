import sinon from 'sinon';
import { run } from '../../dist/cli/program.js';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let last: Promise<unknown> = Promise.resolve();

async function capture(args: readonly string[]): Promise<Ended> {
  const stdout = sinon.stub(process.stdout, 'write').returns(true);
  const stderr = sinon.stub(process.stderr, 'write').returns(true);
  try {
    const code = await run(['node', 'chairside', ...args]);
    return {
      code,
      stdout: stdout.args.map(([text]) => text).join(''),
      stderr: stderr.args.map(([text]) => text).join(''),
    };
  } finally {
    stdout.restore();
    stderr.restore();
  }
}

/**
 * The same built command line without a process of its own, which costs most of the time of a short command. One at a
 * time, as they share stdout; for commands that end by themselves and read neither stdin nor the environment.
 */
export function inProcess(...args: readonly string[]): Promise<Ended> {
  const ended = last.then(() => capture(args));
  last = ended.catch(() => undefined);
  return ended;
}
