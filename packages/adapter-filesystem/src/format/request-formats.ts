import type { RequestFormat } from './request-format.js';

/** Files that are never requests: hidden ones, and what editors, browsers and Windows leave about. */
const LEFT_ALONE = /^\.|^~\$|^thumbs\.db$|\.(part|crdownload|tmp)$/i;

/** The dialects that an inbox takes. */
export class RequestFormats {
  readonly #formats: readonly RequestFormat[];

  constructor(formats: readonly RequestFormat[]) {
    this.#formats = formats;
  }

  /** Whether a file of this name is looked at, or left alone. */
  takes(name: string): boolean {
    return !LEFT_ALONE.test(name) && this.#formats.some((format) => format.ownsName(name));
  }

  /** By what stands in the file, else by its name; the first registered wins. Undefined for a name that is not taken. */
  of(name: string, bytes: Buffer): RequestFormat | undefined {
    return (
      this.#formats.find((format) => format.recognises(bytes)) ?? this.#formats.find((format) => format.ownsName(name))
    );
  }
}
