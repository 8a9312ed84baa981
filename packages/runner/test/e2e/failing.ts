import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** On this signal a process that was started with `failingOptions` throws what nobody catches. */
export const CRASH_SIGNAL = 'SIGUSR2';

const SAYS = 'FAILURE_SAYS';
const FULL = 'FAILURE_DISK_FULL';

/** What a process is to fail by. */
export interface Failing {
  /** What its errors say. */
  readonly words: string;
  /** Where Node is told to put its diagnostic reports. */
  readonly reports: string;
  /** While this file is there, the disk is full for all that is written through a handle of Node. */
  readonly diskFull: string;
}

/** The environment of a process that is to fail, with all that Node has for such a case turned on. */
export function failingOptions({ words, reports, diskFull }: Failing): Readonly<Record<string, string>> {
  const options = ['--report-uncaught-exception', '--report-on-fatalerror', `--report-directory="${reports}"`];
  return {
    [SAYS]: words,
    [FULL]: diskFull,
    NODE_OPTIONS: [...options, `--import=${JSON.stringify(import.meta.url)}`].join(' '),
  };
}

function crash(words: string): never {
  const cause = Object.assign(new Error(words), { sql: words, values: [words] });
  const error = new Error(`${words}\n    at ${words} (/${words}.js:1:1)`, { cause });
  throw Object.assign(error, { row: { name: words }, code: `${words} ${words}` });
}

async function fillDisk(words: string, flag: string): Promise<void> {
  const probe = await open(fileURLToPath(import.meta.url));
  const handle = Object.getPrototypeOf(probe) as Record<string, (...args: unknown[]) => unknown>;
  await probe.close();
  for (const name of ['write', 'writev', 'writeFile']) {
    const real = handle[name]!;
    handle[name] = async function (this: unknown, ...args: unknown[]) {
      if (!existsSync(flag)) return real.apply(this, args);
      const facts = { code: 'ENOSPC', syscall: 'write', path: `/${words}` };
      throw Object.assign(new Error(`ENOSPC: no space left on device, write '/${words}'`), facts);
    };
  }
}

const words = process.env[SAYS];
const flag = process.env[FULL];
if (words !== undefined && flag !== undefined) {
  process.on(CRASH_SIGNAL, () => crash(words));
  await fillDisk(words, flag);
}
