import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The characters of Base64 that stand for a word alone, wherever in a longer text it begins. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

/** As JSON writers may spell it that keep to ASCII. */
function escaped(word: string): string {
  return word.replaceAll(/[^\x20-\x7E]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function bigEndian(word: string): Buffer {
  return Buffer.from(word, 'utf16le').swap16();
}

/** The byte sequences by which a word may stand somewhere, as Latin-1 texts. */
function spellings(word: string): readonly string[] {
  const forms = [word, word.toUpperCase(), word.toLowerCase()].flatMap((text) => [
    text.normalize('NFC'),
    text.normalize('NFD'),
  ]);
  const bytes = forms.flatMap((form) => [
    Buffer.from(form),
    Buffer.from(form, 'latin1'),
    Buffer.from(form, 'utf16le'),
    bigEndian(form),
  ]);
  const texts = forms.flatMap((form) => [
    encodeURIComponent(form),
    encodeURIComponent(form).toLowerCase(),
    escaped(form),
  ]);
  const coded = [Buffer.from(word), Buffer.from(word, 'utf16le')].flatMap((form) => [
    ...base64Forms(form),
    ...base64Forms(form).map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    form.toString('hex'),
  ]);
  return [...new Set([...bytes.map((each) => each.toString('latin1')), ...texts, ...coded])];
}

/** Looks for words that must stand nowhere but at home, however they are spelt and encoded. */
export class Needles {
  readonly #words: ReadonlyMap<string, readonly string[]>;

  constructor(words: readonly string[]) {
    this.#words = new Map(words.map((word) => [word, spellings(word)]));
  }

  /** The words that stand in it. */
  in(content: string | Buffer): readonly string[] {
    const hay = (typeof content === 'string' ? Buffer.from(content) : content).toString('latin1');
    const folded = hay.toLowerCase();
    return [...this.#words]
      .filter(([word, forms]) => folded.includes(word.toLowerCase()) || forms.some((form) => hay.includes(form)))
      .map(([word]) => word);
  }

  /** What was printed, by its title, that holds a word: `TITLE: WORDS`, and where. */
  inTexts(texts: ReadonlyMap<string, string | Buffer>): readonly string[] {
    return [...texts].flatMap(([title, text]) => this.in(text).map((word) => `${title}: ${word}`));
  }

  /** Every file below a folder, hidden ones too, that holds a word in its path or its bytes; `homes` are left out. */
  async inFiles(folder: string, homes: RegExp): Promise<readonly string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).replaceAll('\\', '/');
      if (homes.test(name)) continue;
      const content = entry.isFile() ? await readFile(path).catch(() => Buffer.alloc(0)) : Buffer.alloc(0);
      found.push(...[...this.in(name), ...this.in(content)].map((word) => `${name}: ${word}`));
    }
    return found;
  }
}
