import iconv from 'iconv-lite';

/** Field 9206 of a record, and the character set that it names (GDT, character sets). */
const CHARSETS: ReadonlyMap<string, string> = new Map([
  ['1', 'din66003'],
  ['2', 'cp437'],
  ['3', 'windows-1252'],
  ['4', 'iso-8859-15'],
  ['5', 'utf-8'],
]);

/** The German form of 7-bit ASCII puts letters where others have brackets (DIN 66003). */
const GERMAN_7_BIT: Readonly<Record<string, string>> = {
  '@': '§',
  '[': 'Ä',
  '\\': 'Ö',
  ']': 'Ü',
  '{': 'ä',
  '|': 'ö',
  '}': 'ü',
  '~': 'ß',
};

/** Encodings that an option may name. */
export function isGdtEncoding(name: string): boolean {
  return name === 'auto' || name === 'din66003' || iconv.encodingExists(name);
}

/** The encoding that a value of field 9206 names; undefined for one that is not known. */
export function gdtEncoding(declared: string): string | undefined {
  return CHARSETS.get(declared);
}

/** For a record without field 9206: code page 437 unless its bytes are letters only in UTF-8 or in Windows-1252. */
export function guessGdtEncoding(bytes: Buffer): string {
  if (bytes.every((byte) => byte < 0x80)) return 'cp437';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    // Above 0xc0 code page 437 draws frames and writes Greek, but for the sharp s.
    return bytes.some((byte) => byte >= 0xc0 && byte !== 0xe1) ? 'windows-1252' : 'cp437';
  }
}

/** The text of bytes without line ends. */
export function decodeGdt(bytes: Buffer, encoding: string): string {
  if (encoding !== 'din66003') return iconv.decode(bytes, encoding);
  return bytes.toString('latin1').replaceAll(/[@[\\\]{|}~]/g, (character) => GERMAN_7_BIT[character] ?? character);
}
