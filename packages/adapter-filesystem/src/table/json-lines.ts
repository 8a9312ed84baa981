import { BeyondLimit } from './beyond-limit.js';
import type { TableLimits } from './table-limits.js';

/** What a walk over JSON text found, before it is parsed. */
export interface JsonMap {
  /** Line of each item of the list (or of the one object), from 1. */
  readonly items: readonly number[];
  /** Line of each key of each item, two levels deep: `patient.chartNumber`. */
  readonly keys: readonly ReadonlyMap<string, number>[];
}

interface Level {
  readonly list: boolean;
  /** The key that is being filled, within an object. */
  key: string;
  /** Whether a key, or within a list an item, comes next. */
  expects: boolean;
}

/** Objects and lists within one request; it needs two. */
const PARTS_OF_A_REQUEST = 20;

/**
 * Finds on which lines things stand. Works on any text; where the text is no JSON the answer is of no use, which does no
 * harm since parsing then fails. Throws BeyondLimit, before a parser would take the memory for it.
 */
export function mapJson(text: string, { rows, columns, depth }: TableLimits): JsonMap {
  const levels: Level[] = [];
  const items: number[] = [];
  const keys: Map<string, number>[] = [];
  let line = 1;
  let parts = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') line += 1;
    if (character === '\n' || character === ' ' || character === '\t') continue;
    const level = levels.at(-1);
    if (level === undefined ? character === '{' : level.list && level.expects && levels.length === 1) {
      items.push(line);
      keys.push(new Map());
      if (items.length > rows)
        throw new BeyondLimit(
          `there are more than ${rows} requests`,
          `at most ${rows} (limits.rows), or several files`,
          line,
        );
      if (level !== undefined) level.expects = false;
    }
    if (character === '"') {
      const start = at + 1;
      for (at = start; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
      if (level?.list === false && level.expects && levels.length <= 3) {
        level.key = text.slice(start, at);
        level.expects = false;
        const path = levels.filter((one) => !one.list).map((object) => object.key);
        const known = path.length <= 2 ? keys.at(-1) : undefined;
        known?.set(path.join('.'), line);
        if (known !== undefined && known.size > columns)
          throw new BeyondLimit(`a request has more than ${columns} keys`, `at most ${columns} (limits.columns)`, line);
      }
    } else if (character === '{' || character === '[') {
      levels.push({ list: character === '[', key: '', expects: true });
      parts += 1;
      if (parts > rows * PARTS_OF_A_REQUEST)
        throw new BeyondLimit(
          'the file holds far too many objects and lists',
          `at most ${rows} requests (limits.rows)`,
          line,
        );
      if (levels.length > depth)
        throw new BeyondLimit('the file is nested too deeply', `at most ${depth} levels (limits.depth)`, line);
    } else if (character === '}' || character === ']') levels.pop();
    else if (character === ',' && level !== undefined) level.expects = true;
  }
  return { items, keys };
}

const TOKEN = /\s*(?:[{}[\],:]|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|-?\d[\d.eE+-]*|true|false|null)/y;

/** The line of the first thing that can stand in no JSON; the last line where there is none. */
export function lineOfBadToken(text: string): number {
  TOKEN.lastIndex = 0;
  let end = 0;
  while (TOKEN.test(text)) end = TOKEN.lastIndex;
  const rest = text.slice(end);
  const blank = rest.length - rest.trimStart().length;
  return text
    .slice(0, end + blank)
    .trimEnd()
    .split('\n').length;
}
