import { relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { ConfigPath, Finding } from './problem.js';
import { valueAt } from './zod-findings.js';

/** A folder that an adapter wants for its clinic alone. */
export interface OwnFolder {
  readonly path: ConfigPath;
  readonly clinicIndex: number;
  /** Absolute. */
  readonly folder: string;
}

/** The folders among an adapter's options: those that its schema marks with `.meta({ ownFolder: true })`. */
export function ownFolders(
  schema: z.ZodType,
  options: unknown,
  above: ConfigPath,
  clinicIndex: number,
  baseDir: string,
): OwnFolder[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([key, property]) => {
    const value = valueAt(options, [key]);
    const own = typeof property === 'object' && property['ownFolder'] === true;
    return own && typeof value === 'string'
      ? [{ path: [...above, key], clinicIndex, folder: resolve(baseDir, value.trim()) }]
      : [];
  });
}

/** Whether a folder is, or lies in, another one; also where the system takes two spellings for the same. */
function within(folder: string, other: string): boolean {
  const plain = (path: string): string => (process.platform === 'linux' ? path : path.toLowerCase());
  const back = relative(plain(other), plain(folder));
  return back === '' || (back !== '..' && !back.startsWith(`..${sep}`) && resolve(other, back) !== back);
}

/** What is wrong with where the folders are: two clinics in one, or the data folder in a clinic's. */
export function folderFindings(folders: readonly OwnFolder[], dataDir: string): Finding[] {
  const shared = folders.filter((one) =>
    folders.some(
      (other) =>
        other.clinicIndex !== one.clinicIndex && (within(one.folder, other.folder) || within(other.folder, one.folder)),
    ),
  );
  const aroundData = folders.some(({ folder }) => within(dataDir, folder));
  return [
    ...shared.map(({ path }) => ({ path, message: 'another clinic uses this folder, or one in it or around it' })),
    ...(aroundData ? [{ path: ['dataDir'], message: 'this is in a folder of a clinic; expected one of its own' }] : []),
  ];
}
