import { ChairsideError } from '@chairside/core';
import type { PracticeReader } from '../database/open-dental.js';
import { IMAGE_CATEGORIES, PORTAL_FLAG, type ImageCategory } from '../files/image-categories.js';

const PREFERENCES = `
  SELECT PrefName AS name, ValueString AS value FROM preference
  WHERE PrefName IN ('AtoZfolderUsed', 'AtoZfolderNotRequired', 'DocPath', 'DataBaseVersion')`;
const OF_COMPUTER = `SELECT AtoZpath AS path FROM computerpref WHERE ComputerName = ? AND AtoZpath <> ''`;
const OF_SERVER = `SELECT AtoZpath AS path FROM replicationserver WHERE ServerId = @@server_id AND AtoZpath <> ''`;
const CATEGORIES = `
  SELECT DefNum AS number, ItemName AS name, ItemValue AS flags, IsHidden AS hidden FROM definition
  WHERE Category = ${IMAGE_CATEGORIES} ORDER BY ItemOrder, DefNum`;

/** preference.AtoZfolderUsed; 1 is a folder that can be reached as one. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '0': 'in the database',
  '2': 'in Dropbox',
  '3': 'on an SFTP server',
};
/** From here on Open Dental takes the category of a dropped file from its name. */
const PREFIX_SINCE = [20, 4] as const;

/** Where Open Dental keeps images, and what it has categories for. */
export interface ImageSettings {
  /** The folders of which one holds the images, as Open Dental names them: the first that does. */
  readonly roots: readonly string[];
  /** Which setting of Open Dental names them. */
  readonly namedBy: string;
  /** Where images are kept instead of in a folder. */
  readonly elsewhere: string | undefined;
  /** Whether a file whose name begins with `_` and the number of a category and `_` is put into it. */
  readonly takesPrefix: boolean;
  readonly version: string;
  /** In the order in which Open Dental shows them. */
  readonly categories: readonly ImageCategory[];
}

interface CategoryRow {
  readonly number: number | string;
  readonly name: string | null;
  readonly flags: string | null;
  readonly hidden: number;
}

/** @param computer this computer's name, for which Open Dental may have a path of its own */
export async function readImageSettings(reader: PracticeReader, computer: string): Promise<ImageSettings> {
  const rows = await reader.rows<{ readonly name: string; readonly value: string }>(PREFERENCES);
  const preferences = new Map(rows.map(({ name, value }) => [name, value.trim()]));
  const version = preferences.get('DataBaseVersion') ?? '';
  return {
    ...(await readRoots(reader, computer, preferences.get('DocPath') ?? '')),
    elsewhere: elsewhere(preferences),
    takesPrefix: isSince(version, PREFIX_SINCE),
    version,
    categories: (await reader.rows<CategoryRow>(CATEGORIES)).map(({ number, name, flags, hidden }) => ({
      number: String(number),
      name: (name ?? '').trim(),
      hidden: hidden !== 0,
      portal: (flags ?? '').includes(PORTAL_FLAG),
    })),
  };
}

async function readRoots(
  reader: PracticeReader,
  computer: string,
  docPath: string,
): Promise<Pick<ImageSettings, 'roots' | 'namedBy'>> {
  const [own] = await reader.rows<{ readonly path: string }>(OF_COMPUTER, [computer]);
  if (own !== undefined) return { roots: [own.path.trim()], namedBy: "this computer's own A to Z path" };
  const [server] = await reader.rows<{ readonly path: string }>(OF_SERVER);
  const [paths, namedBy] = server === undefined ? [docPath, 'DocPath'] : [server.path, "the replication server's path"];
  const roots = paths.split(';').map((path) => path.trim());
  return { roots: roots.filter((path) => path !== ''), namedBy };
}

function elsewhere(preferences: ReadonlyMap<string, string>): string | undefined {
  const used = preferences.get('AtoZfolderUsed');
  // How the oldest versions said that there is no folder.
  if (used === undefined) return preferences.get('AtoZfolderNotRequired') === '1' ? ELSEWHERE['0'] : undefined;
  return used === '1' ? undefined : (ELSEWHERE[used] ?? 'in a way that is not known');
}

function isSince(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}

/** Throws CHART_STORAGE_UNSUITABLE where Open Dental keeps images elsewhere than in a folder. */
export function refuseElsewhere({ elsewhere }: ImageSettings): void {
  if (elsewhere === undefined) return;
  throw new ChairsideError('CHART_STORAGE_UNSUITABLE', {
    detail: `Open Dental keeps images ${elsewhere}`,
    advice: [
      "Set files.via: api and fill in the api section: files then go in by Open Dental's own API.",
      'Or let Open Dental keep images in a folder (Setup, Data Paths).',
    ],
  });
}
