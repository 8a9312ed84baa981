/** Ids looked up by one statement; the longest page of the cloud has about as many. */
const CHUNK = 1_000;

/** The list in pieces of bounded length. */
export function* chunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += CHUNK) yield list.slice(start, start + CHUNK);
}
