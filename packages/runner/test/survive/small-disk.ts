import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../bin/chairside.mjs', import.meta.url));

/** Puts a small disk over a folder, with what stood there, starts the service, and does what is said at its stdin. */
const SCRIPT = `
  folder=$1; node=$2; cli=$3
  kept=$(mktemp -d); cp -a "$folder/." "$kept"
  mount -t tmpfs -o size=24m,mode=700 chairside "$folder"
  cp -a "$kept/." "$folder"; rm -rf "$kept"
  "$node" "$cli" run <&- & service=$!
  full() { dd if=/dev/zero of="$folder/.filler" bs=64k 2>/dev/null || true; }
  room() { rm "$folder/.filler"; }
  readonly_() { mount -o remount,ro chairside "$folder"; }
  writable() { mount -o remount,rw chairside "$folder"; }
  stop() { kill -TERM $service; wait $service; exit $?; }
  while read -r word; do "$word"; echo "$word"; done
  kill -KILL $service`;

/** Whether this computer lets an ordinary user mount a disk that nobody else sees. */
export function mayMount(): boolean {
  return spawnSync('unshare', ['-rm', 'true']).status === 0;
}

/** The service of a clinic, one of whose folders is on a small disk of its own. */
export class ServiceOnSmallDisk {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  stderr = '';
  #said = '';

  constructor(folder: string, cwd: string) {
    const args = ['-rm', '--kill-child', 'sh', '-c', SCRIPT, 'sh', folder, process.execPath, CLI];
    this.#child = spawn('unshare', args, { cwd, stdio: 'pipe', env: { ...process.env, CHAIRSIDE_CONFIG: undefined } });
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  /** No byte more goes on the disk. */
  full(): Promise<void> {
    return this.#do('full');
  }
  /** There is room again. */
  room(): Promise<void> {
    return this.#do('room');
  }
  readOnly(): Promise<void> {
    return this.#do('readonly_');
  }
  writable(): Promise<void> {
    return this.#do('writable');
  }

  /** Ends the service as a service manager does; its exit code. */
  async stop(): Promise<number | null> {
    this.#child.stdin?.write('stop\n');
    return this.#ended;
  }

  /** Whatever it is at. */
  async kill(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }

  async #do(word: string): Promise<void> {
    const before = this.#said.length;
    this.#child.stdin?.write(`${word}\n`);
    while (!this.#said.slice(before).includes(`${word}\n`)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
