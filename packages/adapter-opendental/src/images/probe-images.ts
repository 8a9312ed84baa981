import { ChairsideError, type Finding } from '@chairside/core';
import { errnoOf, renameFile } from '@chairside/core/files';
import { randomUUID } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findCategory } from '../files/image-categories.js';
import { categoriesOf } from '../files/plan-filing.js';
import type { ImageCharts } from './image-charts.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import type { ImageSettings } from './image-settings.js';
import { prefixFor } from './target-files.js';

const RIGHTS =
  'Check that the account which runs Chairside may write in the image folder; a service sees no mapped drive letters.';
/** What only waiting or a repair outside the configuration can mend. */
const AWAY = new Set(['CHART_UNREACHABLE', 'CHART_FULL']);

function refusal(subject: string, error: unknown): Finding {
  if (!ChairsideError.is(error)) return { level: 'unreachable', subject, text: `${errnoOf(error)}`, advice: RIGHTS };
  const away = AWAY.has(error.code) || error.code.startsWith('DATABASE_');
  return {
    level: away ? 'unreachable' : 'problem',
    subject,
    text: error.detail ?? error.message,
    advice: error.advice?.join(' '),
  };
}

const PROBE = '.chairside-probe-';

/** Removes what a probe left in a folder that was killed. */
export async function removeProbes(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.startsWith(PROBE))) await rm(join(folder, name), { force: true });
}

/** Does in a folder what a delivery does: write, fsync, rename, remove. */
async function tryWriting(folder: string): Promise<void> {
  const path = join(folder, `${PROBE}${randomUUID()}`);
  const renamed = `${path}-renamed`;
  try {
    const handle = await open(path, 'wx');
    await handle.sync().finally(() => handle.close());
    await renameFile(path, renamed);
  } finally {
    await rm(path, { force: true });
    await rm(renamed, { force: true });
  }
}

async function probeRoot(charts: ImageCharts, options: ImageFolderOptions, settings: ImageSettings): Promise<Finding> {
  const subject = 'files.root';
  try {
    const { path } = await charts.rootOf(settings);
    await tryWriting(path);
    const how = options.root === 'auto' ? `found by ${settings.namedBy}` : 'as configured';
    return { level: 'ok', subject, text: `${path} can be read and written (${how})` };
  } catch (error) {
    return refusal(subject, error);
  }
}

function probeCategory(name: string, settings: ImageSettings, options: ImageFolderOptions): readonly Finding[] {
  const subject = 'files.category';
  try {
    const { number, portal } = findCategory(settings.categories, name, options.allowPortal);
    prefixFor(name, settings, options);
    const text = `"${name}" is image category ${number}`;
    if (!portal) return [{ level: 'ok', subject, text }];
    return [
      { level: 'warning', subject, text: `${text}, which patients see in the portal, as files.allowPortal says` },
    ];
  } catch (error) {
    return [refusal(subject, error)];
  }
}

function probeVersion({ takesPrefix, categories, version }: ImageSettings): readonly Finding[] {
  if (takesPrefix) return [];
  const first = categories.find(({ hidden }) => !hidden);
  return [
    {
      level: 'warning',
      subject: 'files.category',
      text: `Open Dental ${version} puts every dropped file into its first image category${first === undefined ? '' : `, "${first.name}"`}`,
      advice: 'Open Dental takes the category from 20.4 on.',
    },
  ];
}

/** Tries what the `files` section names, on the image folder. */
export async function probeImages(
  charts: ImageCharts,
  options: ImageFolderOptions,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    const settings = await charts.settings(signal);
    const categories = categoriesOf(options).flatMap((name) => probeCategory(name, settings, options));
    return [await probeRoot(charts, options, settings), ...categories, ...probeVersion(settings)];
  } catch (error) {
    return [refusal('files', error)];
  }
}
