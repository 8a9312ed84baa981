import { assertFewMessages } from '../../table/beyond-limit.js';
import { NotReadable } from '../../table/not-readable.js';
import type { RawFile } from '../../table/raw-row.js';
import type { RequestFormat } from '../request-format.js';
import { gdtLines } from './gdt-lines.js';
import type { GdtOptions } from './gdt-options.js';
import { gdtRecords } from './gdt-record.js';
import { GdtRow } from './gdt-row.js';

/** GDT 2.1 and 3, the exchange of device data between German practice software and devices: records of type 6302. */
export class GdtFormat implements RequestFormat {
  readonly name = 'gdt';
  readonly #options: GdtOptions;

  constructor(options: GdtOptions) {
    this.#options = options;
  }

  /** `*.gdt`, or a running number as the standard has it: `SCANPRAX.001`. */
  ownsName(name: string): boolean {
    return /\.(gdt|\d{3})$/i.test(name);
  }

  recognises(bytes: Buffer): boolean {
    return /^\d{3}8000\d{4}[\r\n]/.test(bytes.subarray(0, 12).toString('latin1'));
  }

  read(bytes: Buffer): RawFile {
    assertFewMessages(bytes);
    const { lines, ended } = gdtLines(bytes);
    if (lines.length === 0) throw new NotReadable('the file is empty', 'a GDT record', 1);
    const records = gdtRecords(lines, this.#options.encoding);
    const last = records.at(-1);
    if (last?.endsEarly === true)
      throw new NotReadable('the last record ends early', 'as many bytes as its field 8100 says', last.line);
    return { rows: records.map((record) => new GdtRow(record, this.#options)), ended };
  }
}
