import { createHash } from 'node:crypto';

const MAX_CHARACTERS = 120;
/** Most file systems take 255 bytes; a mark is still to be added. */
const MAX_BYTES = 230;
// Names that Windows keeps for devices, with any ending, also behind spaces.
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;
// oxlint-disable-next-line no-control-regex -- control characters are what must go
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** `~` and 8 hex digits of the text's SHA-256: tells apart what a safe name alone would not. */
export function hashMark(text: string): string {
  return `~${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/** What a case-insensitive, Unicode-normalising file system would take for the same name. */
export function foldName(name: string): string {
  return name
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
}

function cut(text: string, characters: number, bytes: number): string {
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (kept.length + character.length > characters || size > bytes) break;
    kept += character;
  }
  return kept;
}

/**
 * A text as one legal name on every system: NFC, no separators, control or direction characters, no reserved name, no
 * dot or space at the end, never empty, `.` or `..`. A name that is too long is cut and marked, its ending kept.
 */
export function safeName(text: string): string {
  let name = text
    .normalize('NFC')
    .replace(/\p{Surrogate}/gu, '_')
    .replace(FORBIDDEN, '_')
    .trim();
  if (/^\.+$/.test(name)) name = '_';
  name = name.replace(/[. ]+$/, '');
  if (RESERVED.test(name)) name = `_${name}`;
  if (name.length > MAX_CHARACTERS || Buffer.byteLength(name) > MAX_BYTES) {
    const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
    const mark = hashMark(text);
    const room = ending.length + mark.length;
    name = `${cut(name, MAX_CHARACTERS - room, MAX_BYTES - room).trimEnd()}${mark}${ending}`;
  }
  return name === '' ? '_' : name;
}

/** The name with a mark before its ending. */
export function markedName(name: string, markOf: string): string {
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  return safeName(`${name.slice(0, name.length - ending.length)}${hashMark(markOf)}${ending}`);
}
