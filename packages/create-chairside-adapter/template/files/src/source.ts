import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChairsideError, type AdapterHost } from '@chairside/core';
import type { z } from 'zod';
import type { Options } from './options.js';
import { Person, Visit, type Source } from './source-types.js';

/** Reads the files that the practice software exports, whole each time: it replaces each in one step. */
export function openSource(options: Options, host: AdapterHost): Source {
  const folder = host.resolvePath(options.export);
  const visits = (signal: AbortSignal) => readList(join(folder, 'visits.json'), Visit, signal);
  const people = (signal: AbortSignal) => readList(join(folder, 'patients.json'), Person, signal);
  return {
    bookedVisits: async (signal) => (await visits(signal)).filter(({ status }) => status === 'booked'),
    visits: async (ids, signal) => {
      const all = await visits(signal);
      return { found: all.filter(({ id }) => ids.includes(id)), isFilled: all.length > 0 };
    },
    person: async (id, signal) => (await people(signal)).find((person) => person.id === id),
    peopleLike: async (chartNumber, lastName, signal) => {
      const name = lastName.toLowerCase();
      const all = await people(signal);
      return all.filter((one) => one.chartNumber === chartNumber || one.lastName.toLowerCase() === name).slice(0, 100);
    },
    changedAfter: async (changed, limit, signal) => {
      const later = (await people(signal)).filter((person) => person.changed > changed);
      return later.sort((one, other) => one.changed - other.changed).slice(0, limit);
    },
    close: async () => undefined,
  };
}

/** A file that is away, or half written, is an export that is not there now; one bad entry is left out. */
async function readList<Entry>(path: string, schema: z.ZodType<Entry>, signal: AbortSignal): Promise<Entry[]> {
  try {
    const list: unknown = JSON.parse(await readFile(path, { encoding: 'utf8', signal }));
    if (!Array.isArray(list)) throw new TypeError('no list');
    return list.flatMap((entry) => schema.safeParse(entry).data ?? []);
  } catch (error) {
    throw new ChairsideError(signal.aborted ? 'STOPPED' : 'DPMS_UNREACHABLE', { cause: error });
  }
}
