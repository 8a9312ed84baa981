import { open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renameFile, syncFolder } from '@chairside/core/files';

/**
 * Replaces a file as a whole: readers see the old or the new content, and the new one is durable when it resolves. Only
 * the owner may read it; `protect` may do more to the complete temporary file before it gets its name. Two writers of
 * the same file must be kept apart by the caller.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  protect: (path: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.part`);
  await rm(part, { force: true });
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await protect(part);
  await renameFile(part, path);
  await syncFolder(dirname(path));
}
