import { PatientRef, type ClinicId } from '@chairside/core';
import { errnoOf, renameFile, replaceFile, syncFolder } from '@chairside/core/files';
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { filesIn, makeBelow } from './patient-folder.js';

/** Chairside's own folder in the image folder. Open Dental looks only into folders of one letter. */
export const OWN_FOLDER = '.chairside';
const FILED = `${OWN_FOLDER}/filed`;

/** Notes lie where others may write too: none leads out of the image folder. */
const PlainName = z.string().regex(/^(?!\.{1,2}$)[^/\\]+$/);
const PlainPath = z.string().refine((path) => path.split('/').every((part) => PlainName.safeParse(part).success));

const DeliveryNote = z.object({
  version: z.literal(1),
  key: z.string(),
  /** For whom it was delivered. */
  patient: z.string().transform(PatientRef),
  /** The patient's folder, relative to the root, with `/`. */
  folder: PlainPath,
  /** All files stand under their temporary names, and the renaming may have begun. */
  ready: z.boolean(),
  files: z.array(
    z.object({
      name: PlainName,
      prefix: z.string().regex(/^(?:_\d+_)?$/),
      size: z.number(),
      sha256: z.string(),
      /** The name it is written under; absent once it is in the chart. */
      temporary: PlainName.optional(),
    }),
  ),
});
/** What was put where by one delivery: what tells a file that a person deleted from one that never came. */
export type DeliveryNote = z.infer<typeof DeliveryNote>;

/** Names a delivery in the names of files. */
export function deliveryMark(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function filedFolder(mark: string): string {
  return `${FILED}/${mark.slice(0, 2)}`;
}

/**
 * The notes of deliveries, in a hidden folder beside the images, so that they are where the images are: `pending` while a
 * delivery is under way, then `filed` for good.
 */
export class DeliveryNotes {
  readonly #root: string;
  /** Of one clinic, so that no other takes a delivery under way for one that was cut off. */
  readonly #pending: string;

  constructor(root: string, clinic: ClinicId) {
    this.#root = root;
    this.#pending = `${OWN_FOLDER}/pending/${clinic}`;
  }

  /** What is known of a delivery, and whether it came to its end. */
  async read(key: string): Promise<{ readonly note: DeliveryNote; readonly filed: boolean } | undefined> {
    const mark = deliveryMark(key);
    for (const [folder, filed] of [
      [filedFolder(mark), true],
      [this.#pending, false],
    ] as const) {
      const note = await this.#load(join(this.#root, folder, `${mark}.json`));
      if (note?.key === key) return { note, filed };
    }
    return undefined;
  }

  /** The deliveries that were cut off. Called before any is under way: what is half-written is removed. */
  async cutOff(): Promise<readonly DeliveryNote[]> {
    const folder = join(this.#root, this.#pending);
    const notes: DeliveryNote[] = [];
    for (const name of (await filesIn(folder)) ?? []) {
      const note = name.startsWith('.') ? undefined : await this.#load(join(folder, name));
      if (note === undefined) await rm(join(folder, name), { force: true });
      else if ((await this.read(note.key))?.filed === true) await this.finish(note);
      else notes.push(note);
    }
    return notes;
  }

  /** Durable when it resolves. */
  async write(note: DeliveryNote): Promise<void> {
    await makeBelow(this.#root, this.#pending);
    await replaceFile(join(this.#root, this.#pending, `${deliveryMark(note.key)}.json`), `${JSON.stringify(note)}\n`);
  }

  /** The delivery has come to its end. Durable when it resolves; may be repeated with what changed since. */
  async finish(note: DeliveryNote): Promise<void> {
    const mark = deliveryMark(note.key);
    const filed = join(this.#root, filedFolder(mark));
    await this.write(note);
    await makeBelow(this.#root, filedFolder(mark));
    await renameFile(join(this.#root, this.#pending, `${mark}.json`), join(filed, `${mark}.json`));
    await syncFolder(filed);
  }

  /** A note that cannot be understood counts as none. */
  async #load(path: string): Promise<DeliveryNote | undefined> {
    try {
      return DeliveryNote.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === undefined) return undefined;
      throw error;
    }
  }
}
