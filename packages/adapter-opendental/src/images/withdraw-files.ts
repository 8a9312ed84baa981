import type { LeftFile, Receipt } from '@chairside/core';
import { renameFile, syncFolder } from '@chairside/core/files';
import { basename, join } from 'node:path';
import { deliveryMark, OWN_FOLDER } from './delivery-notes.js';
import type { DocumentRow } from './image-patient.js';
import { makeBelow } from './patient-folder.js';
import { findStanding, rowsOf, type OwnFile } from './standing-file.js';

/** A file of a delivery that is to leave the chart. */
export interface Withdrawn {
  readonly file: OwnFile;
  /** As in the receipt. */
  readonly path: string;
}

export interface WithdrawPlace {
  readonly root: string;
  /** Where the files may be, relative to the root, with `/`. */
  readonly folders: readonly string[];
  /** The rows there are now; asked again after files were moved. */
  readonly documents: () => Promise<readonly DocumentRow[]>;
}

function nameDocument({ number, description, fileName }: DocumentRow): string {
  return `document ${number} "${description || fileName}" in Imaging`;
}

/**
 * Moves files out of the chart, into a folder of ours beside the images, while Open Dental has no row of them. Answers
 * those that it has a row of, and those whose content somebody changed.
 */
export async function withdrawFiles(
  key: Receipt['key'],
  files: readonly Withdrawn[],
  { root, folders, documents }: WithdrawPlace,
  signal: AbortSignal,
): Promise<readonly LeftFile[]> {
  const away = `${OWN_FOLDER}/withdrawn/${deliveryMark(key)}`;
  const left: LeftFile[] = [];
  const moved: { readonly from: string; readonly to: string; readonly withdrawn: Withdrawn }[] = [];
  const rows = await documents();
  for (const withdrawn of files) {
    const { file, path } = withdrawn;
    const known = rowsOf(file, rows);
    if (known.length > 0) {
      left.push(...known.map((row) => ({ path, knownAs: nameDocument(row) })));
      continue;
    }
    const standing = await findStanding(root, folders, file, signal);
    if (standing.kind === 'none') continue;
    const from = join(root, standing.folder, standing.name);
    if (standing.kind === 'other') {
      left.push({ path, knownAs: `the file ${basename(from)}, which somebody changed` });
      continue;
    }
    await makeBelow(root, away);
    const to = join(root, away, standing.name);
    await renameFile(from, to);
    await syncFolder(join(root, standing.folder));
    moved.push({ from, to, withdrawn });
  }
  // Open Dental may have made a row just before its file went: then it is a document like the others.
  const after = moved.length === 0 ? rows : await documents();
  for (const { from, to, withdrawn } of moved) {
    const known = rowsOf(withdrawn.file, after);
    if (known.length > 0) await renameFile(to, from);
    left.push(...known.map((row) => ({ path: withdrawn.path, knownAs: nameDocument(row) })));
  }
  return left;
}
