import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A child process that answers commands one after another. */
export class Worker {
  #child;
  #next = 0;

  static async start(script) {
    const worker = new Worker();
    worker.#child = fork(fileURLToPath(new URL(script, import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, CHAIRSIDE_LOG: 'error' },
    });
    await once(worker.#child, 'message');
    return worker;
  }

  async ask(command, args) {
    this.#next += 1;
    const id = this.#next;
    this.#child.send({ id, command, args });
    for (;;) {
      const [message] = await once(this.#child, 'message');
      if (message.id !== id) continue;
      if (message.error !== undefined) throw new Error(`${command}: ${message.error}`);
      return message.answer;
    }
  }

  async end() {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
