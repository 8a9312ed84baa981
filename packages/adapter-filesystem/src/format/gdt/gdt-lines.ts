/** One line of a GDT file: three digits of length, four of a field's number, and what the field holds. */
export interface GdtLine {
  /** From 1. */
  readonly line: number;
  /** Empty where the line has none. */
  readonly field: string;
  readonly content: Buffer;
  /** Bytes with the line end, as its length counts them: always two for the line end. */
  readonly size: number;
  /** What is wrong with the line. */
  readonly flaw?: string | undefined;
}

const LINE_END = 2;
const HEAD = /^(\d{3})(\d{4})/;
const CR = 0x0d;
const LF = 0x0a;

/** Takes a file apart. A line end is CR LF, or LF alone. `ended`: whether the last line has one. */
export function gdtLines(bytes: Buffer): { readonly lines: readonly GdtLine[]; readonly ended: boolean } {
  const lines: GdtLine[] = [];
  let at = 0;
  let number = 0;
  while (at < bytes.length) {
    const feed = bytes.indexOf(LF, at);
    const end = feed === -1 ? bytes.length : feed;
    const raw = bytes.subarray(at, end > at && bytes[end - 1] === CR ? end - 1 : end);
    at = end + 1;
    number += 1;
    // Some programs end a file with Ctrl-Z, as CP/M did.
    if (raw.length > 0 && !(raw.length === 1 && raw[0] === 0x1a)) lines.push(gdtLine(raw, number));
  }
  return { lines, ended: bytes.length === 0 || bytes.at(-1) === LF || bytes.at(-1) === 0x1a };
}

function gdtLine(raw: Buffer, line: number): GdtLine {
  const [, length, field] = HEAD.exec(raw.subarray(0, 7).toString('latin1')) ?? [];
  if (length === undefined || field === undefined) {
    const size = raw.length + LINE_END;
    return { line, field: '', content: raw, size, flaw: 'the line does not begin with its length and a field number' };
  }
  const content = raw.subarray(7);
  const size = raw.length + LINE_END;
  const flaw = Number(length) === size ? undefined : `the line says ${Number(length)} bytes and has ${size}`;
  return { line, field, content, size, flaw };
}
