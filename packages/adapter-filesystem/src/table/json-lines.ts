/** What a walk over JSON text found, before it is parsed. */
export interface JsonMap {
  /** How deep objects and lists are nested. */
  readonly depth: number;
  /** Line of each object of the list (or of the one object), from 1. */
  readonly items: readonly number[];
  /** Line of each key of each item, two levels deep: `patient.chartNumber`. */
  readonly keys: readonly ReadonlyMap<string, number>[];
}

interface Level {
  readonly list: boolean;
  /** The key that is being filled, within an object. */
  key: string;
  expectsKey: boolean;
}

/**
 * Finds on which lines things stand. Works on any text; where the text is no JSON the answer is of no use, which does no
 * harm since parsing then fails.
 */
export function mapJson(text: string): JsonMap {
  const levels: Level[] = [];
  const items: number[] = [];
  const keys: Map<string, number>[] = [];
  let depth = 0;
  let line = 1;
  const objects = (): Level[] => levels.filter((level) => !level.list);
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const level = levels.at(-1);
    if (character === '\n') line += 1;
    else if (character === '"') {
      const start = at + 1;
      for (at = start; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
      if (level?.expectsKey === true && levels.length <= 3) {
        level.key = text.slice(start, at);
        level.expectsKey = false;
        const path = objects().map((object) => object.key);
        if (path.length <= 2) keys.at(-1)?.set(path.join('.'), line);
      }
    } else if (character === '{' || character === '[') {
      levels.push({ list: character === '[', key: '', expectsKey: character === '{' });
      depth = Math.max(depth, levels.length);
      const item = character === '{' && levels.length <= 2 && objects().length === 1;
      if (item) {
        items.push(line);
        keys.push(new Map());
      }
    } else if (character === '}' || character === ']') levels.pop();
    else if (character === ',' && level?.list === false) level.expectsKey = true;
  }
  return { depth, items, keys };
}
