import type { CsvOptions } from '../options.js';
import { readCsv } from '../table/csv-file.js';
import { decodeText } from '../table/decode-text.js';
import type { RawFile } from '../table/raw-row.js';
import type { TableLimits } from '../table/table-limits.js';
import type { RequestFormat } from './request-format.js';

/** A header row, and a row for each request. */
export class CsvFormat implements RequestFormat {
  readonly name = 'csv';
  readonly #options: CsvOptions;
  readonly #limits: TableLimits;

  constructor(options: CsvOptions, limits: TableLimits) {
    this.#options = options;
    this.#limits = limits;
  }

  ownsName(name: string): boolean {
    return /\.csv$/i.test(name);
  }

  recognises(): boolean {
    return false;
  }

  read(bytes: Buffer): RawFile {
    return readCsv(decodeText(bytes, this.#options.encoding), this.#options, this.#limits);
  }
}
