import { errnoOf } from '@chairside/core/files';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { conflict } from './workspace.js';

/** Names the newest revision of an order, in the order's folder. */
export const CURRENT = 'current.json';

/** What is read of the `scan.json` of a revision. */
export const ScanRecord = z.object({
  version: z.literal(1),
  key: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.number(), sha256: z.string() })),
});

export const Current = z.object({ version: z.literal(1), orderId: z.string(), revision: z.number().int() });
export type Current = z.infer<typeof Current>;

/** A record of ours in the chart; undefined where there is none. Throws CHART_CONFLICT, with `detail`, where it is damaged. */
export async function readRecord<T>(path: string, schema: z.ZodType<T>, detail: string): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    if (errnoOf(error) === undefined) throw conflict(detail);
    throw error;
  }
}

/** The content of `current.json`. */
export function currentContent(orderId: string, revision: number, now: number): string {
  const folder = `r${revision}`;
  const updatedAt = new Date(now).toISOString();
  return `${JSON.stringify({ version: 1, orderId, revision, folder, updatedAt }, null, 2)}\n`;
}
