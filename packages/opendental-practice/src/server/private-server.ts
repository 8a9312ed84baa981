import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection } from 'mysql2/promise';
import { findServer, type ServerPrograms } from './find-server.js';
import { freePort, HOST } from './free-port.js';

/** A program that runs as root would refuse to, unless it is told that this is meant. */
function asMyself(): readonly string[] {
  return process.platform === 'win32' ? [] : [`--user=${userInfo().username}`];
}

/** A server that starts removes the temporary tables of every other one that has them in the same folder. */
function withTemporaryFolder(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, TMPDIR: folder };
}

async function makeDataFolder({ install }: ServerPrograms, folder: string): Promise<void> {
  const data = join(folder, 'data');
  const args = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'];
  const child = spawn(install, [...args, ...asMyself()], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: withTemporaryFolder(folder),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`mariadb-install-db ended with ${code}: ${said}`);
}

/** A MariaDB of its own in a temporary folder on a free port, which nobody else uses and which leaves nothing behind. */
export class PrivateServer {
  readonly port: number;
  readonly #programs: ServerPrograms;
  readonly #folder: string;
  readonly #options: readonly string[];
  #child: ChildProcess | undefined;
  readonly #endWithUs = (): void => {
    this.#child?.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  };

  private constructor(programs: ServerPrograms, folder: string, port: number, options: readonly string[]) {
    this.#programs = programs;
    this.#folder = folder;
    this.#options = options;
    this.port = port;
    process.once('exit', this.#endWithUs);
  }

  /** Undefined where this computer has no MariaDB. `options` are mariadbd's own, such as `--ssl-cert=FILE`. */
  static async start(options: readonly string[] = []): Promise<PrivateServer | undefined> {
    const programs = await findServer();
    if (programs === undefined) return undefined;
    const folder = await mkdtemp(join(tmpdir(), 'chairside-mariadb-'));
    try {
      await makeDataFolder(programs, folder);
      const server = new PrivateServer(programs, folder, await freePort(), options);
      await server.resume();
      return server;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** A connection that may do everything. Whoever asks ends it. */
  connect(database?: string): Promise<Connection> {
    return createConnection({
      host: HOST,
      port: this.port,
      user: 'root',
      multipleStatements: true,
      dateStrings: true,
      ...(database === undefined ? {} : { database }),
    });
  }

  /** Starts it again on the same port with the same data. */
  async resume(): Promise<void> {
    const child = spawn(
      this.#programs.server,
      [
        '--no-defaults',
        ...asMyself(),
        `--datadir=${join(this.#folder, 'data')}`,
        `--socket=${join(this.#folder, 'socket')}`,
        `--pid-file=${join(this.#folder, 'pid')}`,
        `--log-error=${join(this.#folder, 'log')}`,
        `--bind-address=${HOST}`,
        `--port=${this.port}`,
        '--skip-name-resolve',
        '--sql-mode=',
        '--key-buffer-size=64M',
        '--innodb-buffer-pool-size=16M',
        '--performance-schema=OFF',
        ...this.#options,
      ],
      { stdio: 'ignore', env: withTemporaryFolder(this.#folder) },
    );
    this.#child = child;
    for (;;) {
      if (child.exitCode !== null)
        throw new Error(`mariadbd ended: ${await readFile(join(this.#folder, 'log'), 'utf8')}`);
      const connection = await this.connect().catch(() => undefined);
      if (connection !== undefined) {
        await connection.end();
        return;
      }
      await sleep(50);
    }
  }

  /** Ends it as a shutdown does. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it and removes its folder. May be called twice. */
  async close(): Promise<void> {
    await this.kill();
    process.off('exit', this.#endWithUs);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
}
