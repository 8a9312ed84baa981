import type { PlainText } from '@chairside/core';

/** A class, a system code or the name of a call; a sentence is none of them. */
const WORD = /^[\w.$-]{1,60}$/;
/** A line of a stack that names a place in a file of the program or of Node. */
const FRAME = /^\s+at (?:[^\n()]{1,200} \()?(?:file:\/\/\/|node:|\/|[A-Za-z]:\\)[^\n]{1,500}:\d+:\d+\)?$/;

/**
 * Of an error that nobody expected: its kind, and the places it came through, `most` at most. Its text may repeat what was
 * being read, a patient's name or a secret, and is left out; so are its causes.
 */
export function errorTraces(thrown: unknown, most = 1): readonly PlainText[] {
  if (!(thrown instanceof Error)) return [`  ${typeof thrown}`];
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  const kind = [thrown.name, code, syscall].filter((part) => typeof part === 'string' && WORD.test(part));
  // The text stands at the head of the stack, and may look like a place.
  const places = (thrown.stack ?? '')
    .replace(thrown.message, '')
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, most)
    .map((line) => line.trim());
  const [first = '', ...others] = places;
  return [`  ${kind.join(' ') || 'Error'} ${first}`.trimEnd(), ...others.map((place) => `    ${place}`)];
}
