import { ChairsideError, type ScanDelivery } from '@chairside/core';
import { join } from 'node:path';
import { fileName, fileTail } from '../files/file-name.js';
import { findCategory, refusePortal } from '../files/image-categories.js';
import { planFiling, type PlannedFile } from '../files/plan-filing.js';
import type { PresentChart } from './image-charts.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import type { ImageSettings } from './image-settings.js';
import type { OwnFile } from './standing-file.js';

/** What a program on Windows takes as a path, without the end mark. */
const MAX_PATH = 259;
/** Longer names are no longer readable in a list. */
const MAX_NAME = 120;

/** A file that is to be in the chart, and where it comes from. */
export interface TargetFile extends OwnFile {
  /** What its name ends in whatever becomes of the order: what stands before it may be told otherwise at the next try. */
  readonly tail: string;
  readonly source: PlannedFile['source'];
}

/**
 * What a file's name begins with, so that Open Dental puts it into the category; nothing for versions that would keep that
 * as a part of the name, and put the file into the first category. Throws CHART_CATEGORY_UNSUITABLE.
 */
export function prefixFor(category: string, settings: ImageSettings, options: ImageFolderOptions): string {
  const found = findCategory(settings.categories, category, options.allowPortal);
  if (settings.takesPrefix) return `_${found.number}_`;
  const first = settings.categories.find(({ hidden }) => !hidden) ?? found;
  refusePortal(first, options.allowPortal);
  return '';
}

/** The files of a delivery as they are to stand in the chart. Throws CHART_CATEGORY_UNSUITABLE, CHART_FOLDER_REFUSED. */
export function targetFiles(
  delivery: ScanDelivery,
  { root, settings, folder }: PresentChart,
  options: ImageFolderOptions,
): readonly TargetFile[] {
  const longestFolder = Math.max(join(root.path, folder).length, `${root.named}/${folder}`.length);
  return planFiling(delivery, options).map((planned) => {
    const prefix = prefixFor(planned.category, settings, options);
    const room = Math.min(MAX_NAME, MAX_PATH - longestFolder - 1 - prefix.length);
    const name = fileName(delivery, planned, room);
    if (name.length > room) throw new ChairsideError('CHART_FOLDER_REFUSED', { detail: 'its path is too long' });
    const { size, sha256 } = planned.source;
    return { name, tail: fileTail(delivery, planned), prefix, size, sha256, source: planned.source };
  });
}
