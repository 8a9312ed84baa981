import { contentDigest } from '../domain/digest.js';
import type { FileMedia } from '../domain/scan.js';
import type { UnpackedEntry } from './unpack-zip.js';

/** These carry the time of the export, so that two exports of one scan differ in them. */
const DATED_MEDIA: ReadonlySet<FileMedia> = new Set(['xml', 'html', 'pdf']);
const DATED_NAME = /\.(xml|html?|pdf)$/i;

/** What makes two exports of an order the same revision: names, sizes and CRCs of all entries but XML, HTML and PDF. */
export function exportDigest(entries: readonly UnpackedEntry[]): string {
  const lasting = entries.filter(({ file: { name, media } }) => !DATED_MEDIA.has(media) && !DATED_NAME.test(name));
  const rows = lasting.map(({ file, crc32 }) => [file.name.normalize(), file.size, crc32] as const);
  return contentDigest(rows.sort(([one], [other]) => (one < other ? -1 : 1)));
}
