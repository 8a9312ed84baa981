import { open } from 'node:fs/promises';
import { allowedFields } from '../log/allowed-fields.js';
import type { Pseudonyms } from './ledger-report.js';

const MOST_BYTES = 1024 * 1024;
const MOST_LINES = 2_000;
const LEVELS = ['debug', 'info', 'warn', 'error'];

async function lastBytes(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, MOST_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function excerptLine(text: string, name: Pseudonyms): object | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof line !== 'object' || line === null) return undefined;
  const { level, time, msg, ...others } = line as Readonly<Record<string, unknown>>;
  const known = typeof level === 'string' && LEVELS.includes(level) && typeof msg === 'string';
  if (!known || Number.isNaN(Date.parse(String(time)))) return undefined;
  const fields = allowedFields(others);
  const items = Object.entries(fields).map(([field, value]) =>
    ['rxKey', 'orderId', 'rxId'].includes(field) ? [field, name(String(value))] : [field, value],
  );
  return { time: new Date(String(time)).toISOString(), level, msg, ...Object.fromEntries(items) };
}

/**
 * The last lines of a log of Chairside's: the fixed sentences with the fields that a log may have, requests and orders by
 * pseudonyms. Lines that are no log lines of Chairside's, such as those of other programs, are left out.
 */
export async function excerptLog(path: string, name: Pseudonyms): Promise<readonly object[]> {
  const lines = (await lastBytes(path)).split('\n').slice(-MOST_LINES);
  return lines.map((line) => excerptLine(line, name)).filter((line) => line !== undefined);
}
