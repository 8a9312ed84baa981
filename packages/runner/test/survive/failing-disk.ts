import { tracingChannel } from 'node:diagnostics_channel';
import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';
import Database from 'better-sqlite3';

/** What goes wrong: nothing more goes on the disk, nothing may be changed, or this account may change nothing. */
export type DiskFault = 'ENOSPC' | 'EROFS' | 'EACCES';

/** What is wrong now, as it stands in the file of the troubles. */
export interface DiskTrouble {
  readonly folder: string;
  readonly fault: DiskFault;
}

const FILE = 'DISK_TROUBLES';
const MOMENT = 'DISK_MOMENT';
const AT_MOMENT = 'DISK_AT_MOMENT';

/** Calls of `node:fs` that need room on the disk, and those that change something without. */
const TAKE_ROOM = ['appendFile', 'copyFile', 'mkdir', 'mkdtemp', 'symlink', 'writeFile'];
const CHANGE = ['chmod', 'link', 'rename', 'rm', 'rmdir', 'truncate', 'unlink', 'utimes'];
const HANDLE_WRITES = ['appendFile', 'truncate', 'write', 'writeFile', 'writev'];

type Call = (...given: unknown[]) => unknown;
const { existsSync, readFileSync, writeFileSync } = fs;

/**
 * The environment of a process whose disk fails as the file of the troubles says, from the next call on. With a `moment`
 * (`start` or `asyncStart`, and how the name of a durable step begins) the process itself writes `troubles` there when it
 * comes to it for the first time: nothing is then between that moment and the trouble.
 */
export function failingDisk(
  file: string,
  at?: { readonly moment: string; readonly troubles: readonly DiskTrouble[] },
): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import=${JSON.stringify(import.meta.url)}`,
    [FILE]: file,
    ...(at && { [MOMENT]: at.moment, [AT_MOMENT]: JSON.stringify(at.troubles) }),
  };
}

/** Makes calls of `node:fs` fail below a folder, and has SQLite refuse to write there. */
class FailingDisk {
  readonly #file: string;
  readonly #paths = new WeakMap<object, string>();
  readonly #ledgers = new Set<Database.Database>();

  constructor(file: string) {
    this.#file = file;
  }

  async begin(): Promise<void> {
    for (const name of TAKE_ROOM) this.#everywhere(name, (given) => this.#refuse(name, given, true));
    for (const name of CHANGE) this.#everywhere(name, (given) => this.#refuse(name, given, false));
    this.#everywhere('access', (given) => {
      if ((Number(given[1] ?? 0) & fs.constants.W_OK) !== 0) this.#refuse('access', given, false);
    });
    this.#everywhere('open', (given) => {
      const [, flags = 'r'] = given;
      const reads = flags === 'r' || (typeof flags === 'number' && (flags & 3) === 0);
      if (!reads) this.#refuse('open', given, false);
    });
    await this.#watchHandles();
    syncBuiltinESMExports();
    this.#watchLedgers();
  }

  /** A step of the ledger, or something else that lasts, is about to begin or has ended. */
  step(): void {
    for (const db of this.#ledgers) if (db.open) db.pragma(`query_only = ${this.#of(db.name) === undefined ? 0 : 1}`);
  }

  #of(path: string): DiskFault | undefined {
    if (!existsSync(this.#file)) return undefined;
    const troubles = JSON.parse(readFileSync(this.#file, 'utf8')) as readonly DiskTrouble[];
    return troubles.find(({ folder }) => path === folder || path.startsWith(folder + sep))?.fault;
  }

  /** What frees room, or needs none, goes on while the disk is full. */
  #refuse(name: string, paths: readonly unknown[], takesRoom: boolean): void {
    // A folder that is there need not be made.
    if (name === 'mkdir' && existsSync(String(paths[0]))) return;
    for (const path of paths) {
      const fault = typeof path === 'string' ? this.#of(path) : undefined;
      if (fault !== undefined && (takesRoom || fault !== 'ENOSPC')) throw refusal(fault, name);
    }
  }

  #everywhere(name: string, check: (given: readonly unknown[]) => void): void {
    replace(fsPromises, name, async (real, self, given) => {
      check(given);
      return await Reflect.apply(real, self, given);
    });
    replace(fs, `${name}Sync`, (real, self, given) => {
      check(given);
      return Reflect.apply(real, self, given);
    });
  }

  /** What was opened before goes on being read, and written only where it is the folder's rights that changed. */
  async #watchHandles(): Promise<void> {
    const paths = this.#paths;
    replace(fsPromises, 'open', async (real, self, given) => {
      const handle = (await Reflect.apply(real, self, given)) as FileHandle;
      paths.set(handle, String(given[0]));
      return handle;
    });
    const probe = await fsPromises.open(process.execPath);
    const prototype = Object.getPrototypeOf(probe) as object;
    await probe.close();
    for (const name of HANDLE_WRITES) {
      replace(prototype, name, (real, self, given) => {
        const fault = this.#of(paths.get(self as object) ?? '');
        if (fault !== undefined && fault !== 'EACCES') return Promise.reject(refusal(fault, 'write'));
        return Reflect.apply(real, self, given);
      });
    }
  }

  /** Each is told how it writes before anything else is done with it. */
  #watchLedgers(): void {
    const keep = (db: Database.Database): void => {
      // A lock writes nothing, and is held also on a disk that is full.
      if (db.name.endsWith('.lock') || this.#ledgers.has(db)) return;
      this.#ledgers.add(db);
      this.step();
    };
    replace(Database.prototype, 'exec', (real, self, given) => {
      keep(self as Database.Database);
      return Reflect.apply(real, self, given);
    });
    replace(Database.prototype, 'prepare', (real, self, given) => {
      keep(self as Database.Database);
      return Reflect.apply(real, self, given);
    });
  }
}

function replace(
  target: object,
  name: string,
  instead: (real: Call, self: unknown, given: readonly unknown[]) => unknown,
): void {
  const real: unknown = Reflect.get(target, name);
  if (typeof real !== 'function') return;
  Reflect.set(target, name, function (this: unknown, ...given: readonly unknown[]): unknown {
    return instead(real as Call, this, given);
  });
}

function refusal(fault: DiskFault, syscall: string): Error {
  return Object.assign(new Error(`${fault}: injected, ${syscall}`), { code: fault, syscall });
}

const file = process.env[FILE];
if (file !== undefined) {
  const disk = new FailingDisk(file);
  let moment = process.env[MOMENT];
  const at = (event: string) => (message: unknown) => {
    const { name } = message as { readonly name: string };
    if (moment !== undefined && `${event} ${name}`.startsWith(moment)) {
      moment = undefined;
      writeFileSync(file, process.env[AT_MOMENT] ?? '[]');
    }
    disk.step();
  };
  await disk.begin();
  tracingChannel('chairside:step').subscribe({
    start: at('start'),
    asyncStart: at('asyncStart'),
    end: () => undefined,
    asyncEnd: () => undefined,
    error: () => undefined,
  });
}
