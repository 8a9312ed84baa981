import iconv from 'iconv-lite';
import { decodeText } from '../../table/decode-text.js';

/** MSH-18, and the character set that it names (HL7 table 0211). */
const CHARSETS: ReadonlyMap<string, string> = new Map([
  ['UNICODE UTF-8', 'utf-8'],
  ['UNICODE', 'utf-8'],
  ['8859/1', 'windows-1252'],
  ['ASCII', 'windows-1252'],
]);

/** The frame around a message on a line (MLLP), which some programs write into files too. */
const FRAME = /[\u000b\u001c]/g; // oxlint-disable-line no-control-regex

function declaredEncoding(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1');
  const start = text.indexOf('MSH');
  if (start === -1) return undefined;
  const separator = text.charAt(start + 3);
  const [header = ''] = text.slice(start).split(/[\r\n]/, 1);
  const name = (header.split(separator)[17] ?? '').split('~')[0]?.trim().toUpperCase() ?? '';
  const part = /^8859\/(\d{1,2})$/.exec(name)?.[1];
  return CHARSETS.get(name) ?? (part === undefined ? undefined : `iso-8859-${part}`);
}

/** The text of a file of HL7 messages, without frames and with `\n` at the end of each segment. */
export function decodeHl7(bytes: Buffer, encoding: string): string {
  const named = encoding === 'auto' ? declaredEncoding(bytes) : encoding;
  return decodeText(bytes, named !== undefined && iconv.encodingExists(named) ? named : 'auto').replace(FRAME, '');
}

/** What stands for the characters that separate, within a value (HL7 2, escape sequences). */
export function unescapeHl7(text: string, marks: { readonly escape: string; readonly delimiters: string }): string {
  const { escape, delimiters } = marks;
  if (escape === '' || !text.includes(escape)) return text;
  const [field = '|', component = '^', repetition = '~', subcomponent = '&'] = delimiters;
  const standing: Readonly<Record<string, string>> = {
    F: field,
    S: component,
    R: repetition,
    T: subcomponent,
    E: escape,
    H: '',
    N: '',
    '.br': '\n',
    '.sp': '\n',
  };
  const quoted = escape.replaceAll(/[\\^$.*+?()[\]{}|]/g, (character) => `\\${character}`);
  return text.replaceAll(new RegExp(`${quoted}([^${quoted}]{1,64})${quoted}`, 'g'), (whole, sequence: string) => {
    const hex = /^X((?:[\dA-F]{2})+)$/i.exec(sequence)?.[1];
    return hex === undefined ? (standing[sequence] ?? whole) : Buffer.from(hex, 'hex').toString('latin1');
  });
}
