import type { ScanDelivery, StagedArchive, StagedFile } from '@chairside/core';
import type { FileChoice, FilingOptions } from './filing-options.js';

/** One file that goes into the chart. */
export interface PlannedFile {
  /** What it is, in plain words; empty for the whole export. No two files of a delivery have the same. */
  readonly label: string;
  /** With its dot. */
  readonly ending: string;
  /** The name of the image category. */
  readonly category: string;
  readonly source: StagedFile | StagedArchive;
}

/**
 * Words of the export's file names that say what a file shows, and what stands for them. All others are left out: a
 * format may have the patient's name in its file names, and a name must not get into the chart's list by us.
 */
const WORDS: Readonly<Record<string, string>> = {
  front: 'front',
  left: 'left',
  right: 'right',
  upper: 'upper',
  u: 'upper',
  lower: 'lower',
  l: 'lower',
  ul: 'both',
  jaw: 'jaw',
  bite: 'bite',
  occlusion: 'occlusion',
  lockedocclusion: 'locked occlusion',
  teethup: 'teeth up',
  shell: 'shell',
  lprofile: 'low profile',
  pretreatment: 'before treatment',
  ditch: 'with ditch',
  scanbody: 'scan body',
};

/** The surfaces of a mesh and the maker's logo are pictures that show nothing of a patient by themselves. */
const NO_VIEW = /texture|logo/i;

function baseName({ name }: StagedFile): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\.[^.]*$/, '');
}

function wordsOf(file: StagedFile): readonly string[] {
  const parts = baseName(file)
    .toLowerCase()
    .split(/[^a-z]+/);
  return [...new Set(parts.flatMap((part) => WORDS[part] ?? []))];
}

function byName(one: StagedFile, other: StagedFile): number {
  const [first, second] = [`${one.name}\n${one.sha256}`, `${other.name}\n${other.sha256}`];
  return first < second ? -1 : Number(first > second);
}

/** Each content once, in an order that does not depend on how the files were handed over. */
function distinct(files: readonly StagedFile[]): readonly StagedFile[] {
  const seen = new Set<string>();
  return files.toSorted(byName).filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256));
}

const ENDINGS = {
  stl: '.stl',
  ply: '.ply',
  jpeg: '.jpg',
  png: '.png',
  pdf: '.pdf',
  xml: '.xml',
  html: '.html',
} as const;

function isPicture({ media }: StagedFile): boolean {
  return media === 'jpeg' || media === 'png';
}

/** The pictures of a scan: the gallery's and the export's, which are the same ones, each once. */
function picturesOf(files: readonly StagedFile[]): readonly StagedFile[] {
  const meshes = new Set(files.filter(({ media }) => media === 'ply').map(baseName));
  return distinct(files.filter((file) => isPicture(file) && !NO_VIEW.test(file.name) && !meshes.has(baseName(file))));
}

/** The RX as Open Dental can show it, or as it is. */
function rxOf(files: readonly StagedFile[]): readonly StagedFile[] {
  const exported = files.filter(({ from }) => from === 'export');
  const readable = exported.filter(({ media }) => media === 'pdf');
  return distinct(readable.length > 0 ? readable : exported.filter(({ media }) => media === 'html'));
}

function meshesOf(files: readonly StagedFile[]): readonly StagedFile[] {
  return distinct(files.filter(({ media }) => media === 'stl' || media === 'ply'));
}

/** Gives each file a label of its own. */
class Labels {
  readonly #taken = new Map<string, number>();

  give(label: string): string {
    const count = (this.#taken.get(label) ?? 0) + 1;
    this.#taken.set(label, count);
    return count === 1 ? label : `${label} ${count}`;
  }
}

function planScan({ files, archives }: ScanDelivery, options: FilingOptions): readonly PlannedFile[] {
  const labels = new Labels();
  const group = (choice: FileChoice, what: string, chosen: () => readonly StagedFile[]): readonly PlannedFile[] =>
    choice === false
      ? []
      : chosen().map((source) => ({
          label: labels.give([what, ...wordsOf(source)].join(' ')),
          ending: source.media === 'other' ? '' : ENDINGS[source.media],
          category: categoryOf(choice, options),
          source,
        }));
  const exports = options.zip === false ? [] : archives.filter(({ kind }) => kind === 'export');
  return [
    ...exports.map((source) => ({
      label: labels.give(''),
      ending: '.zip',
      category: categoryOf(options.zip, options),
      source,
    })),
    ...group(options.pictures, 'picture', () => picturesOf(files)),
    ...group(options.rx, 'RX', () => rxOf(files)),
    ...group(options.meshes, 'model', () => meshesOf(files)),
  ];
}

/** A screen capture is asked for in `scans.assets`, so it is filed whatever else is; with the pictures. */
function planCapture({ files }: ScanDelivery, options: FilingOptions): readonly PlannedFile[] {
  return distinct(files).map((source) => ({
    // It may come again under another name: its bytes tell.
    label: `capture ${source.sha256.slice(0, 8)}`,
    ending: source.media === 'png' ? '.png' : '.jpg',
    category: categoryOf(options.pictures, options),
    source,
  }));
}

function categoryOf(choice: FileChoice, { category }: FilingOptions): string {
  return typeof choice === 'object' ? choice.category : category;
}

/** Which files of a delivery go into the chart. The same delivery gives the same labels. */
export function planFiling(delivery: ScanDelivery, options: FilingOptions): readonly PlannedFile[] {
  return delivery.kind === 'capture' ? planCapture(delivery, options) : planScan(delivery, options);
}

/** Every category that may be needed, by name. */
export function categoriesOf(options: FilingOptions): readonly string[] {
  const choices = [options.zip, options.rx, options.meshes].filter((choice) => choice !== false);
  // Where pictures are not filed, captures still are.
  return [...new Set([options.pictures, ...choices].map((choice) => categoryOf(choice, options)))];
}
