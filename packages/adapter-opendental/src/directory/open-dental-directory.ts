import type { Directory, DirectoryEntry } from '@chairside/core';
import type { OpenDental, PracticeReader } from '../database/open-dental.js';
import { readProviders } from './providers.js';

const PAGE = 1_000;
const PAGE_OF_CODES = `
  SELECT CodeNum, ProcCode, Descript FROM procedurecode WHERE CodeNum > ? ORDER BY CodeNum LIMIT ${PAGE}`;

interface CodeRow {
  readonly CodeNum: number | string;
  readonly ProcCode: string;
  readonly Descript: string | null;
}

/** Open Dental's own lists. Throws DATABASE_… errors. */
export class OpenDentalDirectory implements Directory {
  readonly #openDental: OpenDental;

  constructor(openDental: OpenDental) {
    this.#openDental = openDental;
  }

  /** Those who work in the practice and are a person. */
  providers(signal: AbortSignal): Promise<readonly DirectoryEntry[]> {
    return this.#openDental.read(async (reader) => {
      const providers = [...(await readProviders(reader)).values()].filter(({ listed }) => listed);
      return providers.map(({ name, keys: [key, ...otherKeys] }) => ({ key, name, otherKeys }));
    }, signal);
  }

  /** All procedure codes, in the practice's own words. */
  procedures(signal: AbortSignal): Promise<readonly DirectoryEntry[]> {
    return this.#openDental.read(async (reader) => {
      const entries: DirectoryEntry[] = [];
      for await (const { ProcCode, Descript } of codes(reader)) {
        entries.push({ key: ProcCode.trim(), name: Descript?.trim() ?? '' });
      }
      return entries;
    }, signal);
  }
}

async function* codes(reader: PracticeReader): AsyncGenerator<CodeRow> {
  let after = '0';
  for (;;) {
    const page = await reader.rows<CodeRow>(PAGE_OF_CODES, [after]);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = String(last.CodeNum);
  }
}
