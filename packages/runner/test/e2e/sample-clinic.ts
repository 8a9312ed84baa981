import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@chairside/opendental-practice';
import { startSimulator, type Simulator, type SimulatorOptions } from '@chairside/itero-simulator';
import { stringify } from 'yaml';
import { inProcess, type Ended } from './in-process.js';

const CLI = fileURLToPath(new URL('../../bin/chairside.mjs', import.meta.url));
const SMALL: SimulatorOptions = { triangles: { upper: 400, lower: 360 }, images: { width: 64, height: 36 } };

/** A command that runs: what it printed so far, and how it ended. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Ends it as a person would, and waits. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

type Section = Readonly<Record<string, unknown>>;

/** What a test may say about its clinic; the rest is quick and small. */
export interface ClinicOptions {
  readonly simulator?: SimulatorOptions;
  readonly adapter?: Section;
  readonly clinic?: Section;
  readonly top?: Section;
}

/** What a command is started with besides its arguments. */
export interface StartOptions {
  /** What it finds at stdin, before its end; null: stdin stays open for the test to write to. */
  readonly input?: string | null;
  readonly env?: Readonly<Record<string, string>>;
}

/** Where a clinic's configuration says where its listener is, and the cloud. */
export interface SampleConfig extends Section {
  readonly http: { readonly host: string; readonly port: number } | false;
  readonly itero: Section;
  readonly clinics: readonly Section[];
}

/** The section of a clinic with folders of its own; `prefix` begins their names. */
export function clinicSection(
  id: string,
  prefix = '',
  { adapter, clinic }: Pick<ClinicOptions, 'adapter' | 'clinic'> = {},
): Section {
  return {
    id,
    adapter: {
      use: 'filesystem',
      inbox: `./${prefix}inbox`,
      outbox: `./${prefix}outbox`,
      charts: `./${prefix}charts`,
      settle: '50ms',
      watch: 'poll',
      ...adapter,
    },
    rx: { doctors: { DrSample: 77 }, procedures: { D2740: { procedureMapId: 30, labId: 9 }, D8080: false } },
    poll: { trigger: '200ms', orders: '200ms', captures: '300ms' },
    retry: { baseDelay: '100ms', maxDelay: '500ms', notReady: ['100ms', '100ms', '200ms', '200ms', '300ms'] },
    ...clinic,
  };
}

/** A clinic in a temporary folder with a simulated cloud of its own, driven by the built command line. */
export class SampleClinic {
  readonly folder: string;
  readonly simulator: Simulator;
  /** What stood in the configuration at first. */
  readonly config: SampleConfig;
  readonly #running = new Set<Running>();

  private constructor(folder: string, simulator: Simulator, config: SampleConfig) {
    this.folder = folder;
    this.simulator = simulator;
    this.config = config;
  }

  static async open(options: ClinicOptions = {}): Promise<SampleClinic> {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-e2e-'));
    const simulator = await startSimulator({ ...SMALL, ...options.simulator });
    const port = await freePort();
    const clinic = new SampleClinic(folder, simulator, {
      dataDir: './data',
      http: { host: '127.0.0.1', port },
      itero: simulator.iteroConfig(`http://127.0.0.1:${port}/pairing/callback`),
      clinics: [clinicSection('main-street', '', options)],
      ...options.top,
    });
    await clinic.configure(clinic.config);
    await mkdir(join(folder, 'inbox'));
    return clinic;
  }

  configure(config: object): Promise<void> {
    return writeFile(join(this.folder, 'chairside.yaml'), stringify(config), { mode: 0o600 });
  }

  /** Starts a command without waiting for its end. */
  start(...args: readonly string[]): Running {
    return this.startWith({}, ...args);
  }

  startWith({ input, env }: StartOptions, ...args: readonly string[]): Running {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: this.folder,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, CHAIRSIDE_CONFIG: undefined, ...env },
    });
    child.stdin?.on('error', () => undefined);
    if (typeof input === 'string') child.stdin?.end(input);
    const running = new Running(child);
    this.#running.add(running);
    void running.ended.then(() => this.#running.delete(running));
    return running;
  }

  /** Runs a command to its end. */
  cli(...args: readonly string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** The same for a short command, without a process of its own. */
  quick(...args: readonly string[]): Promise<Ended> {
    return inProcess('--config', join(this.folder, 'chairside.yaml'), ...args);
  }

  /** One full round; its end code. */
  async once(): Promise<Ended> {
    return this.cli('run', '--once');
  }

  /** What a command prints with `--json`. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { stdout, stderr, code } = await this.quick(...args, '--json');
    try {
      return JSON.parse(stdout) as T;
    } catch {
      throw new Error(`chairside ${args.join(' ')} ended with ${code} and printed no JSON: ${stdout}${stderr}`);
    }
  }

  /** Logs in as a browser would, by real redirects, and pairs with the first account. */
  async pair(clinic = 'main-street', company = '5001'): Promise<Ended> {
    const pairing = this.start('pair', clinic, '--no-open', '--company', company);
    await fetch(await loginAddress(pairing));
    return pairing.ended;
  }

  /** Drops a request file as a legacy system would. */
  async drop(name: string, content: string | Uint8Array | object, inbox = 'inbox'): Promise<void> {
    const bytes = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
    await mkdir(join(this.folder, inbox), { recursive: true });
    await writeFile(join(this.folder, inbox, `.${name}`), bytes);
    await rename(join(this.folder, inbox, `.${name}`), join(this.folder, inbox, name));
  }

  /** An address at the running service's own listener. */
  url(path: string): string {
    const { http } = this.config;
    if (http === false) throw new Error('this clinic has no listener');
    return `http://127.0.0.1:${http.port}${path}`;
  }

  /** The result file of a request, or undefined. */
  async result(requestId: string): Promise<
    | {
        readonly state: string;
        readonly rxId: string | null;
        readonly orderId: string | null;
        readonly files: readonly string[];
        readonly error: unknown;
      }
    | undefined
  > {
    const text = await readFile(join(this.folder, 'outbox', `${requestId}.json`), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** All files below a folder of the clinic, hidden ones left out, with `/`. */
  async files(folder: string): Promise<readonly string[]> {
    const entries = await readdir(join(this.folder, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(join(this.folder, folder).length + 1)
          .replaceAll('\\', '/'),
      );
    return paths.filter((path) => !path.split('/').some((part) => part.startsWith('.'))).toSorted();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.stop('SIGKILL')));
    await this.simulator.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The login address that `pair` prints, once it does. */
export async function loginAddress(pairing: Running): Promise<string> {
  await until(
    () => /https?:\/\/\S+authorize\S+/.test(pairing.stdout) || pairing.child.exitCode !== null,
    () => pairing.stdout + pairing.stderr,
  );
  const [address] = /https?:\/\/\S+authorize\S+/.exec(pairing.stdout) ?? [];
  if (address === undefined) throw new Error(`no login address: ${pairing.stdout}${pairing.stderr}`);
  return address;
}

/** A request for a sample patient. */
export function request(requestId: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    action: 'create',
    requestId,
    patient: {
      chartNumber: '1001',
      firstName: 'Sample',
      lastName: 'Incisor',
      dateOfBirth: '1980-02-03',
      gender: 'Female',
    },
    doctor: 'DrSample',
    procedureMapId: 30,
    ...changes,
  };
}

/** Waits until something is so; the runner of the tests ends it when it never is. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  describe: () => unknown = () => '',
): Promise<void> {
  const started = Date.now();
  while (!(await condition())) {
    if (Date.now() - started > 50_000) throw new Error(`waited in vain: ${String(describe())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
