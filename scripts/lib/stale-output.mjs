import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { filesBelow } from './files-below.mjs';

/** Of one source the compiler makes these. */
const OUTPUTS = ['.js', '.js.map', '.d.ts', '.d.ts.map'];

/**
 * Removes what was made of sources that are gone. The compiler leaves it, and an import of it would work here and nowhere
 * else.
 *
 * @param {string} sources a folder of TypeScript files
 * @param {string} outputs the folder that they are compiled into
 */
export function removeStaleOutput(sources, outputs) {
  const made = new Set(filesBelow(sources, '.ts').map((file) => relative(sources, file).replace(/\.ts$/, '')));
  for (const file of filesBelow(outputs, ...OUTPUTS)) {
    const name = relative(outputs, file).replace(/\.(d\.ts|js)(\.map)?$/, '');
    if (!made.has(name)) rmSync(file);
  }
}
