import { ERROR_CODES } from '@chairside/core';
import { throwIfStopped } from '@chairside/core/files';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Reply, RequestFile } from '../format/request-format.js';
import type { RequestFormats } from '../format/request-formats.js';
import type { RequestLimits } from '../options.js';
import { BeyondLimit, tooManyRows } from '../table/beyond-limit.js';
import { NotReadable } from '../table/not-readable.js';
import type { RawFile } from '../table/raw-row.js';
import { slashOrder, type DateFormat } from './date-of-birth.js';
import { readRequestRow, type RequestRow } from './request-row.js';
import type { RowProblem } from './row-problem.js';
import type { DateRules } from './row-reader.js';

const ROWS_AT_ONCE = 500;
const MB = 1024 * 1024;

/** How the request files of a practice are read. */
export interface RequestRules {
  readonly formats: RequestFormats;
  readonly dateFormat: DateFormat;
  readonly limits: RequestLimits;
}

export type RequestFileReading =
  /** Parses to its end. `ended`: whether the last line has an end. */
  | {
      readonly kind: 'read';
      readonly requests: readonly RequestRow[];
      readonly problems: readonly RowProblem[];
      readonly ended: boolean;
      /** As that of its dialect: it is given the problems of all rows. */
      readonly reply?: ((problems: readonly RowProblem[]) => Reply) | undefined;
    }
  /** Does not parse to its end: still being written, or no request file. */
  | { readonly kind: 'unreadable'; readonly problem: RowProblem }
  /** Never readable, however long one waits. */
  | { readonly kind: 'refused'; readonly problem: RowProblem };

/** Reads at most `limit` bytes; undefined when there are more. */
export async function readBytes(path: string, limit: number): Promise<Buffer | undefined> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size > limit) return undefined;
    const buffer = Buffer.allocUnsafe(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await handle.read(buffer, at, size - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return buffer.subarray(0, at);
  } finally {
    await handle.close();
  }
}

/** The rules for the dates of one file: dates with slashes are judged by all rows together. */
export function dateRules(file: RawFile, format: DateFormat, now: number): DateRules {
  const dates = file.rows.map((row) => row.value('patient.dateOfBirth'));
  const texts = dates.filter((value) => typeof value === 'string').map((text) => text.trim());
  // A day more: it may be tomorrow already where the practice is.
  const today = new Date(now + 86_400_000).toISOString().slice(0, 10);
  return { format, slashes: slashOrder(texts), today };
}

/** As the configuration writes it: every size there is a whole number of one of these. */
function inUnits(bytes: number): string {
  return bytes % MB === 0 ? `${bytes / MB}MB` : `${bytes / 1024}KB`;
}

function fileProblem(message: string, expected: string, line: number | null = null): RowProblem {
  return { line, field: null, code: 'REQUEST_FILE_UNREADABLE', message, expected };
}

/** Reads a request file in the dialect that its content or its name tells. Throws what the file system throws. */
export async function readRequestFile(
  path: string,
  { formats, dateFormat, limits }: RequestRules,
  now: number,
  signal: AbortSignal,
): Promise<RequestFileReading> {
  const bytes = await readBytes(path, limits.file);
  if (bytes === undefined) {
    const most = `at most ${inUnits(limits.file)} (limits.file), or several files`;
    return { kind: 'refused', problem: fileProblem('the file is too large', most) };
  }
  let file: RequestFile;
  try {
    const format = formats.of(basename(path), bytes);
    if (format === undefined) throw new NotReadable('the file is of no kind that is taken', 'one of formats');
    file = await format.read(bytes);
    if (file.rows.length > limits.rows) throw tooManyRows(limits.rows);
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    const problem = fileProblem(error.message, error.expected, error.line ?? null);
    return { kind: error instanceof BeyondLimit ? 'refused' : 'unreadable', problem };
  }
  const dates = dateRules(file, dateFormat, now);
  const requests: RequestRow[] = [];
  const problems: RowProblem[] = [];
  for (const [index, row] of file.rows.entries()) {
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) {
      // Lets other work go on beside a long file.
      await new Promise((resolve) => setImmediate(resolve));
      throwIfStopped(signal);
    }
    const reading = readRequestRow(row, dates);
    if (reading.kind === 'request') requests.push(reading.request);
    else problems.push(...reading.problems);
  }
  const { ended, reply } = file;
  return { kind: 'read', requests, problems, ended, reply: reply?.bind(file) };
}

/** What the operator's table of errors says, for a row that was refused after it was read. */
export function refusedRow(request: RequestRow, code: RowProblem['code'], field: string): RowProblem {
  return {
    line: request.line,
    field,
    code,
    message: ERROR_CODES[code].text,
    expected: 'a request that can be carried out',
  };
}
