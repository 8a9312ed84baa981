import { assertFewMessages } from '../../table/beyond-limit.js';
import { NotReadable } from '../../table/not-readable.js';
import type { RequestFile, RequestFormat } from '../request-format.js';
import type { Hl7Options } from './hl7-options.js';
import { decodeHl7 } from './hl7-text.js';

const EXPECTED = 'a message that begins with MSH';
/** Around the messages of a batch. */
const BATCH = /^(FHS|BHS|BTS|FTS)/;

interface Line {
  readonly line: number;
  readonly text: string;
}

/** HL7 version 2 messages in files: orders (ORM^O01, OMG^O19), each answered by an ACK. */
export class Hl7Format implements RequestFormat {
  readonly name = 'hl7';
  readonly #options: Hl7Options;

  constructor(options: Hl7Options) {
    this.#options = options;
  }

  ownsName(name: string): boolean {
    return /\.hl7$/i.test(name);
  }

  recognises(bytes: Buffer): boolean {
    return /^(?:\u00ef\u00bb\u00bf)?\u000b?(?:MSH|FHS|BHS)[^A-Za-z0-9\s]/.test(bytes.subarray(0, 8).toString('latin1')); // oxlint-disable-line no-control-regex
  }

  async read(bytes: Buffer): Promise<RequestFile> {
    assertFewMessages(bytes);
    const text = decodeHl7(bytes, this.#options.encoding);
    const groups = messagesOf(text);
    // The library is large, and most practices never send HL7.
    const [{ OrderMessage }, { hl7Rows }, { acknowledge }] = await Promise.all([
      import('./hl7-message.js'),
      import('./hl7-rows.js'),
      import('./hl7-ack.js'),
    ]);
    const messages = groups.map((lines) => new OrderMessage(lines));
    return {
      rows: messages.flatMap((message) => hl7Rows(message, this.#options)),
      ended: text.endsWith('\n'),
      reply: (problems) => ({
        content: `${messages.map((message) => acknowledge(message, problems)).join('\r')}\r`,
        ending: '.ack.hl7',
      }),
    };
  }
}

/** The lines of each message. Throws NotReadable where there is none, or something stands before the first. */
function messagesOf(text: string): readonly (readonly Line[])[] {
  const messages: Line[][] = [];
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '' || BATCH.test(content)) continue;
    const line = { line: index + 1, text: content };
    const current = messages.at(-1);
    if (/^MSH.{5}/.test(content)) messages.push([line]);
    else if (current === undefined)
      throw new NotReadable('the file does not begin with a message header', EXPECTED, index + 1);
    else current.push(line);
  }
  if (messages.length === 0) throw new NotReadable('the file holds no message', EXPECTED, 1);
  return messages;
}
