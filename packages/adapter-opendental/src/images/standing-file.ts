import { errnoOf, hashFile } from '@chairside/core/files';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentRow } from './image-patient.js';
import { filesIn } from './patient-folder.js';

/** A file of ours, whatever Open Dental has made of its name since. */
export interface OwnFile {
  /** Without the prefix of a category. */
  readonly name: string;
  /** `_` and a category's number and `_`, or nothing. */
  readonly prefix: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** How often to look again where a file was renamed between being listed and being read. */
const LOOKS = 3;

/**
 * Whether a name is the file's: as it was dropped, or as Open Dental's import calls it, which takes the prefix off and puts
 * an `x` before a name that is taken.
 */
export function isNameOf({ name }: OwnFile, other: string): boolean {
  return other.endsWith(name) && /^(?:_\d+_|x*)$/.test(other.slice(0, other.length - name.length));
}

/** The rows that Open Dental made of a file. */
export function rowsOf(file: OwnFile, documents: readonly DocumentRow[]): readonly DocumentRow[] {
  return documents.filter(({ fileName }) => fileName !== null && isNameOf(file, fileName));
}

/** Where a file stands, as a path in one of the folders; or what else stands there. */
export type Standing =
  | { readonly kind: 'same'; readonly folder: string; readonly name: string }
  /** Another content under a name of the file. */
  | { readonly kind: 'other'; readonly folder: string; readonly name: string }
  | { readonly kind: 'none' };

/**
 * Looks for a file in folders, by its names, then size and digest.
 * @param folders relative to `root`, with `/`; one may be missing
 */
export async function findStanding(
  root: string,
  folders: readonly string[],
  file: OwnFile,
  signal: AbortSignal,
): Promise<Standing> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await look(root, folders, file, signal);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || looks === LOOKS) throw error;
    }
  }
}

async function look(root: string, folders: readonly string[], file: OwnFile, signal: AbortSignal): Promise<Standing> {
  let other: Standing = { kind: 'none' };
  for (const folder of folders) {
    const names = (await filesIn(join(root, folder))) ?? [];
    for (const name of names.filter((each) => isNameOf(file, each))) {
      if (await isSame(join(root, folder, name), file, signal)) return { kind: 'same', folder, name };
      other = { kind: 'other', folder, name };
    }
  }
  return other;
}

async function isSame(path: string, { size, sha256 }: OwnFile, signal: AbortSignal): Promise<boolean> {
  if ((await lstat(path)).size !== size) return false;
  return (await hashFile(path, signal)).sha256 === sha256;
}
