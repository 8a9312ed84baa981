import { decodeText } from '../table/decode-text.js';
import { readJson } from '../table/json-file.js';
import type { RawFile } from '../table/raw-row.js';
import type { TableLimits } from '../table/table-limits.js';
import type { RequestFormat } from './request-format.js';

/** One JSON object, or a list of them. */
export class JsonFormat implements RequestFormat {
  readonly name = 'json';
  readonly #encoding: string;
  readonly #limits: TableLimits;

  constructor(encoding: string, limits: TableLimits) {
    this.#encoding = encoding;
    this.#limits = limits;
  }

  ownsName(name: string): boolean {
    return /\.json$/i.test(name);
  }

  recognises(): boolean {
    return false;
  }

  read(bytes: Buffer): RawFile {
    return readJson(decodeText(bytes, this.#encoding), this.#limits);
  }
}
