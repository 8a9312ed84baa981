import type { StagedFile } from '@chairside/core';
import { foldName, hashMark, markedName, safeName } from '../files/safe-name.js';

/** Where one staged file goes. */
export interface PlannedFile {
  /** Relative to the revision's folder, with `/`. */
  readonly path: string;
  readonly staged: StagedFile;
}

/** The record of a revision, written by Chairside beside the files. */
export const SCAN_RECORD = 'scan.json';
const GALLERY = 'gallery';

/** Gives each file a safe name of its own, also where the file system takes different spellings for the same. */
class Names {
  /** Folded path → the path, and whether it is a folder. */
  readonly #taken = new Map<string, { readonly path: string; readonly folder: boolean }>();

  constructor(reserved: readonly string[]) {
    for (const path of reserved) this.#taken.set(foldName(path), { path, folder: false });
  }

  give(name: string, mark: string): string {
    const segments = name.split(/[/\\]/).filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
    let parent = '';
    for (const segment of segments.slice(0, -1)) parent = this.#folder(parent, safeName(segment), segment);
    const file = safeName(segments.at(-1) ?? '');
    for (const candidate of [file, markedName(file, name), markedName(file, `${name}\n${mark}`)]) {
      const path = parent === '' ? candidate : `${parent}/${candidate}`;
      if (this.#taken.has(foldName(path))) continue;
      this.#taken.set(foldName(path), { path, folder: false });
      return path;
    }
    throw new Error('two files have one name and one content');
  }

  #folder(parent: string, name: string, original: string): string {
    for (const candidate of [name, `${name}${hashMark(original)}`]) {
      const path = parent === '' ? candidate : `${parent}/${candidate}`;
      const known = this.#taken.get(foldName(path));
      if (known?.folder === true) return known.path;
      if (known !== undefined) continue;
      this.#taken.set(foldName(path), { path, folder: true });
      return path;
    }
    return parent;
  }
}

function byName(one: StagedFile, other: StagedFile): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.sha256 < other.sha256 ? -1 : 1;
}

/** One of each name and content, in an order that does not depend on how they were handed over. */
function distinct(files: readonly StagedFile[]): readonly StagedFile[] {
  const sorted = files.toSorted(byName);
  return sorted.filter((file, index) => {
    const before = sorted[index - 1];
    return before?.name !== file.name || before.sha256 !== file.sha256;
  });
}

/** The files of a revision: the export under its own names, and below `gallery` the pictures that it lacks. */
export function planRevision(files: readonly StagedFile[]): readonly PlannedFile[] {
  const exported = distinct(files.filter((file) => file.from === 'export'));
  const names = new Names([SCAN_RECORD]);
  const known = new Set(exported.map((file) => file.sha256));
  const gallery = distinct(files.filter((file) => file.from === 'gallery' && !known.has(file.sha256)));
  return [
    ...exported.map((staged) => ({ path: names.give(staged.name, staged.sha256), staged })),
    ...gallery.map((staged) => ({ path: names.give(`${GALLERY}/${staged.name}`, staged.sha256), staged })),
  ];
}

/** The screen captures of a delivery, each content once. */
export function planCaptures(files: readonly StagedFile[]): readonly PlannedFile[] {
  const names = new Names([]);
  const seen = new Set<string>();
  const captures = distinct(files).filter((file) => !seen.has(file.sha256) && seen.add(file.sha256));
  // A capture's folder inside the ZIP says nothing; all of them stand in one folder.
  return captures.map((staged) => ({
    path: names.give(staged.name.split(/[/\\]/).at(-1) ?? '', staged.sha256),
    staged,
  }));
}
