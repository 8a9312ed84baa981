import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { AssetKind } from '@chairside/core';
import type { AssetSource, ByteRange, ByteStream } from '@chairside/core/house';

/** How one answer goes; what is not set is as it should be. */
export interface Answer {
  readonly bytes?: Buffer;
  /** null: the server tells none. */
  readonly validator?: string | null;
  /** null: the server tells none. */
  readonly totalSize?: number | null;
  /** The connection breaks when so many bytes of this answer were sent. */
  readonly cutAfter?: number;
  /** The answer ends, as if it were whole, after so many bytes. */
  readonly endAfter?: number;
  /** Ranges are not known here: everything is sent. */
  readonly ignoresRange?: boolean;
  /** The rest is sent although the version is another. */
  readonly ignoresValidator?: boolean;
  readonly none?: boolean;
  readonly fails?: Error;
  /** Awaited before the bytes from here on are sent. */
  readonly pause?: { readonly at: number; readonly until: () => Promise<void> };
}

/** Serves the same bytes again and again, each time as the script says; the last step stays. */
export class ScriptedServer implements AssetSource {
  readonly kind: AssetKind;
  /** What was asked for, one entry per call. */
  readonly asked: (ByteRange | undefined)[] = [];
  readonly #bytes: Buffer;
  #script: readonly Answer[];

  constructor(bytes: Buffer, script: readonly Answer[] = [{}], kind: AssetKind = 'export') {
    this.#bytes = bytes;
    this.#script = script;
    this.kind = kind;
  }

  async open(range: ByteRange | undefined, signal: AbortSignal): Promise<ByteStream | 'none'> {
    signal.throwIfAborted();
    this.asked.push(range);
    const [answer = {}, ...later] = this.#script;
    if (later.length > 0) this.#script = later;
    if (answer.fails !== undefined) throw answer.fails;
    return answer.none === true ? 'none' : this.#stream(answer, range);
  }

  #stream(answer: Answer, range: ByteRange | undefined): ByteStream {
    const bytes = answer.bytes ?? this.#bytes;
    const validator = answer.validator === null ? undefined : (answer.validator ?? '"one"');
    const served =
      range !== undefined &&
      answer.ignoresRange !== true &&
      (answer.ignoresValidator === true || range.validator === validator);
    const offset = served ? range.from : 0;
    return {
      offset,
      totalSize: answer.totalSize === null ? undefined : (answer.totalSize ?? bytes.length),
      validator,
      body: Readable.from(send(bytes.subarray(offset), answer), { objectMode: false }),
    };
  }
}

const PIECE = 1000;

async function* send(bytes: Buffer, { cutAfter, endAfter, pause }: Answer): AsyncGenerator<Buffer> {
  const last = Math.min(cutAfter ?? Infinity, endAfter ?? Infinity, bytes.length);
  for (let at = 0; at < last; at += PIECE) {
    if (pause !== undefined && at >= pause.at) await pause.until();
    yield bytes.subarray(at, Math.min(at + PIECE, last));
    await setImmediate();
  }
  if (cutAfter !== undefined && cutAfter <= bytes.length) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
}
