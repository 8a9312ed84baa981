import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const PartNoteSchema = z.object({ validator: z.string().min(1), total: z.int().positive() });

/** What must be known of a part file to go on with it after a restart. */
export type PartNote = z.infer<typeof PartNoteSchema>;

/** The note beside a part file; undefined where there is none that can be read. */
export async function readPartNote(path: string): Promise<PartNote | undefined> {
  try {
    return PartNoteSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the note, or removes it where the part cannot be resumed. */
export async function writePartNote(
  path: string,
  { validator, total }: { readonly validator: string | undefined; readonly total: number | undefined },
): Promise<void> {
  if (validator === undefined || total === undefined) return rm(path, { force: true });
  await writeFile(path, JSON.stringify({ validator, total } satisfies PartNote));
}
