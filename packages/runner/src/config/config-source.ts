import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { ConfigPath, ConfigProblem } from './problem.js';

/** A position in `clinics`, where a path leads into one. */
function clinicIndexOf(path: ConfigPath): number | undefined {
  const [section, index] = path;
  return section === 'clinics' && typeof index === 'number' ? index : undefined;
}

/** The text of a configuration, and where in it things stand. */
export class ConfigSource {
  /** Absolute; relative paths of the configuration are relative to its folder. */
  readonly file: string;
  readonly text: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(file: string, text: string) {
    this.file = resolve(file);
    this.text = text;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** Reads a file as it stands; throws the error of the file system. */
  static async read(file: string): Promise<ConfigSource> {
    return new ConfigSource(file, await readFile(file, 'utf8'));
  }

  get baseDir(): string {
    return dirname(this.file);
  }

  /**
   * What keeps the text from being YAML; of faults that follow from each other the first one. The parser's own sentences
   * are used only where they cannot repeat the text.
   */
  syntaxProblems(): readonly ConfigProblem[] {
    const { errors } = this.#document;
    const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
    const telling = errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
    return telling.map(({ code, message, pos }) => ({
      path: '',
      line: this.#lines.linePos(pos[0]).line,
      message: code === 'DUPLICATE_KEY' ? 'this key stands twice' : `this is no YAML (${message.split(':')[0]!})`,
    }));
  }

  /** The plain values; undefined where aliases make them too many or endless. */
  values(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 100 }) ?? {};
    } catch {
      return undefined;
    }
  }

  /** A finding with its line: that of the place, or of the nearest place above it that stands in the file. */
  locate(path: ConfigPath, message: string, text: string, nearest?: string): ConfigProblem {
    return { path: text, line: this.#line(path), message, nearest, clinicIndex: clinicIndexOf(path) };
  }

  #line(path: ConfigPath): number | undefined {
    let node: Node | null = this.#document.contents;
    let offset = node?.range?.[0];
    for (const part of path) {
      const next = step(node, part);
      if (next === undefined) break;
      offset = next.offset ?? offset;
      node = next.node;
    }
    return offset === undefined ? undefined : this.#lines.linePos(offset).line;
  }
}

function step(
  node: Node | null,
  part: string | number,
): { readonly offset: number | undefined; readonly node: Node | null } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return isNode(item) ? { offset: item.range?.[0], node: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  if (pair === undefined) return undefined;
  return { offset: isNode(pair.key) ? pair.key.range?.[0] : undefined, node: isNode(pair.value) ? pair.value : null };
}
