import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FromAdapter, type ToAdapter } from './messages.js';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));
/** What a driver may need of the environment; secrets stand in other variables, and options come over the channel. */
const ENVIRONMENT =
  /^(PATH|PATHEXT|HOME|USERPROFILE|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|SYSTEMROOT|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(\(X86\))?|LD_LIBRARY_PATH|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/i;

export interface ProcessOptions {
  /** Megabytes that JavaScript may hold before the process is ended; undefined: as Node has it. */
  readonly memoryLimit?: number | undefined;
}

/** A process with one adapter in it, and the channel to it. What it prints goes nowhere: it may be anything. */
export class AdapterProcess {
  /** Resolves when it is gone, with how: `exit 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', () => resolve('not started'));
      child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
    });
  }

  static start({ memoryLimit }: ProcessOptions, onMessage: (message: FromAdapter) => void): AdapterProcess {
    const child = fork(MAIN, {
      serialization: 'advanced',
      execArgv: memoryLimit === undefined ? [] : [`--max-old-space-size=${memoryLimit}`],
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => ENVIRONMENT.test(name))),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (received) => {
      const message = FromAdapter.safeParse(received);
      if (message.success) onMessage(message.data);
    });
    return new AdapterProcess(child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Nothing is promised: a process that is going does not hear it. */
  send(message: ToAdapter): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
