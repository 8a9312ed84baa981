import type { FileMedia } from '../domain/scan.js';
import { isPlausiblePly } from './ply-header.js';

/** Bytes at the start of a file that tell what it is; a PLY header fits into it. */
const HEAD_BYTES = 16 * 1024;
/** Bytes at the end that hold the end mark of a JPEG, PNG, PDF or ASCII STL, with some padding behind it. */
const TAIL_BYTES = 1024;

const STL_HEADER_BYTES = 84;
const STL_TRIANGLE_BYTES = 50;
const STL_COUNT_AT = 80;

const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);
const JPEG_END = Buffer.from([0xff, 0xd9]);
const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What a name's extension claims; other extensions claim nothing. */
const CLAIMS: Readonly<Record<string, FileMedia>> = {
  stl: 'stl',
  ply: 'ply',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  pdf: 'pdf',
};

/** Looks at a file's bytes as they pass and keeps as many of them as tell what it is. */
export class MediaProbe {
  #head = Buffer.alloc(0);
  #tail = Buffer.alloc(0);
  #size = 0;

  update(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#head.length < HEAD_BYTES)
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
    const end = chunk.length >= TAIL_BYTES ? chunk : Buffer.concat([this.#tail, chunk]);
    this.#tail = Buffer.from(end.subarray(-TAIL_BYTES));
  }

  /** What the file is, once all its bytes have passed. */
  media(): FileMedia {
    return identify(this.#head, this.#tail, this.#size);
  }
}

/** Whether a file is what its name claims; a name without a known extension claims nothing. */
export function isAsClaimed(name: string, media: FileMedia): boolean {
  const claim = CLAIMS[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
  return claim === undefined || claim === media;
}

function identify(head: Buffer, tail: Buffer, size: number): FileMedia {
  if (startsWith(head, JPEG_START)) return tail.includes(JPEG_END) ? 'jpeg' : 'other';
  if (startsWith(head, PNG_START)) return tail.includes('IEND') ? 'png' : 'other';
  if (head.subarray(0, 5).toString('latin1') === '%PDF-') return tail.includes('%%EOF') ? 'pdf' : 'other';
  if (isBinaryStl(head, size)) return 'stl';
  const text = headText(head);
  if (/^ply\r?\n/.test(text)) return isPlausiblePly(text, size) ? 'ply' : 'other';
  if (/^\s*solid\b/i.test(text)) return /\bendsolid\b/i.test(tail.toString('latin1')) ? 'stl' : 'other';
  return markup(text);
}

function isBinaryStl(head: Buffer, size: number): boolean {
  if (head.length < STL_HEADER_BYTES) return false;
  return size === STL_HEADER_BYTES + STL_TRIANGLE_BYTES * head.readUInt32LE(STL_COUNT_AT);
}

function markup(text: string): FileMedia {
  const start = text.trimStart();
  if (!/^<[?!a-z_]/i.test(start)) return 'other';
  return /<!doctype\s+html|<html[\s>]/i.test(start.slice(0, TAIL_BYTES)) ? 'html' : 'xml';
}

function headText(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head);
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return head.toString('latin1', 3);
  return head.toString('latin1');
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start);
}
