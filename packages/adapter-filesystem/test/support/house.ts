import {
  ClinicId,
  OrderId,
  PatientRef,
  type AdapterPorts,
  type Patient,
  type RxChange,
  type RxOutcome,
  type ScanDelivery,
  type ScanOrder,
  type StagedFile,
} from '@chairside/core';
import { CaptureLogger, FakeClock, NO_RX_RULES } from '@chairside/adapter-testkit';
import { filesystem } from '@chairside/adapter-filesystem';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const signal: AbortSignal = new AbortController().signal;

/** A practice's folders in a temporary one, with the adapter on top; `restart` makes a new adapter on the same folders. */
export class House {
  readonly clock = new FakeClock();
  readonly logger = new CaptureLogger();
  wakes = 0;
  #ports: AdapterPorts | undefined;
  readonly dir: string;
  readonly #options: Record<string, unknown>;

  private constructor(dir: string, options: Record<string, unknown>) {
    this.dir = dir;
    this.#options = { inbox: 'inbox', outbox: 'outbox', charts: 'charts', watch: 'poll', ...options };
  }

  static async open(options: Record<string, unknown> = {}): Promise<House> {
    const house = new House(await mkdtemp(join(tmpdir(), 'chairside-fs-')), options);
    await house.restart();
    return house;
  }

  async restart(): Promise<void> {
    await this.#ports?.close();
    this.#ports = await this.another();
  }

  /** A second adapter on the same folders. */
  async another(): Promise<AdapterPorts> {
    return filesystem.create(filesystem.options.parse(this.#options), {
      clinic: ClinicId('main-street'),
      logger: this.logger,
      clock: this.clock,
      rx: NO_RX_RULES,
      signal,
      resolvePath: (path) => join(this.dir, path),
      wake: () => {
        this.wakes += 1;
      },
    });
  }

  get ports(): AdapterPorts {
    if (this.#ports === undefined) throw new Error('closed');
    return this.#ports;
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  async close(): Promise<void> {
    await this.#ports?.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  async write(path: string, content: string | Buffer): Promise<string> {
    const whole = this.path(path);
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, content);
    return whole;
  }

  async drop(name: string, content: string | Buffer | object): Promise<void> {
    const plain = typeof content === 'string' || Buffer.isBuffer(content);
    await this.write(`inbox/${name}`, plain ? content : JSON.stringify(content));
  }

  async read(ports: AdapterPorts = this.ports): Promise<{ changes: readonly RxChange[]; more: boolean }> {
    const reading = await ports.rxTrigger?.read(undefined, signal);
    if (reading?.kind !== 'changes') throw new Error('no changes');
    return { changes: reading.changes, more: reading.more === true };
  }

  /** Reads once to see new files, waits until they have come to rest, and reads again. */
  async readSettled(): Promise<readonly RxChange[]> {
    await this.read();
    await this.clock.advance(2_000);
    return (await this.read()).changes;
  }

  /** Waits until nothing more will come, as `run --once` does. */
  async readToEnd(): Promise<readonly RxChange[]> {
    const all: RxChange[] = [];
    for (let round = 0; round < 100; round += 1) {
      const { changes, more } = await this.read();
      all.push(...changes);
      await this.accept(changes);
      if (!more) return all;
      await this.clock.advance(1_000);
    }
    throw new Error('never at an end');
  }

  async accept(
    changes: readonly RxChange[],
    result: RxOutcome['result'] = 'accepted',
    code?: RxOutcome['code'],
  ): Promise<void> {
    const outcomes = changes.map((change) => ({
      id: change.id,
      key: change.change === 'wanted' ? change.rx.key : change.key,
      result,
      code,
    }));
    await this.ports.rxTrigger?.acknowledge?.(outcomes, signal);
  }

  async names(path: string): Promise<readonly string[]> {
    return (await readdir(this.path(path)).catch(() => [])).toSorted();
  }

  /** Every file below a folder, with `/`, without what is hidden; paths are relative to that folder. */
  async tree(path: string): Promise<readonly string[]> {
    const files = await this.everything(path);
    return files.map((file) => file.slice(path.length + 1)).filter((file) => !/(^|\/)\./.test(file));
  }

  /** Every file below a folder, with `/`, also what is hidden. */
  async everything(path: string): Promise<readonly string[]> {
    const entries = await readdir(this.path(path), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.dir.length + 1));
    return files.map((file) => file.replaceAll('\\', '/')).toSorted();
  }

  async json(path: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.path(path), 'utf8')) as Record<string, unknown>;
  }

  async staged(name: string, content: string, from: StagedFile['from'] = 'export'): Promise<StagedFile> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const path = await this.write(
      `staging/${createHash('sha256').update(`${from}${name}${content}`).digest('hex')}`,
      content,
    );
    return { name, path, size: Buffer.byteLength(content), sha256, media: 'other', from };
  }

  async delivery(more: Partial<ScanDelivery> & { readonly content?: string } = {}): Promise<ScanDelivery> {
    const { content = 'solid', ...rest } = more;
    const order = rest.order ?? ORDER;
    const revision = rest.revision ?? 1;
    const files = rest.files ?? [
      await this.staged('upper.stl', `${content} upper`),
      await this.staged('lower.stl', `${content} lower`),
    ];
    return {
      key: `${order.orderId}/r${revision}`,
      kind: 'scan',
      patient: JANE,
      archives: [],
      ...rest,
      order,
      revision,
      files,
    };
  }
}

export function patient(chartNumber: string, firstName: string, lastName: string, dateOfBirth?: string): Patient {
  return { ref: PatientRef(chartNumber), chartNumber, firstName, lastName, dateOfBirth };
}

export const JANE = patient('1001', 'Jane', 'Doe', '1980-02-03');

export function order(id: string, more: Partial<ScanOrder> = {}): ScanOrder {
  const scanned = { chartNumber: '1001', firstName: 'Jane', lastName: 'Doe' };
  return {
    orderId: OrderId(id),
    scannedAt: '2026-03-04T09:30:00Z',
    patient: scanned,
    status: 'Completed',
    preps: [],
    assets: {},
    ...more,
  };
}

export const ORDER = order('308000001');

/** A request as practice software writes it. */
export function request(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    requestId: id,
    patient: { chartNumber: '1001', firstName: 'Jane', lastName: 'Doe', dateOfBirth: '1980-02-03' },
    ...more,
  };
}

/** The code of the error that a call throws. */
export async function codeOf(job: Promise<unknown> | undefined): Promise<string> {
  try {
    await job;
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error);
  }
  return 'no error';
}
