import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesBelow } from './files-below.mjs';

const MOST_LINES = 400;

function handWrittenFolders(root) {
  const packages = readdirSync(join(root, 'packages')).flatMap((name) =>
    ['src', 'test', 'bin'].map((part) => join(root, 'packages', name, part)),
  );
  return [...packages, join(root, 'scripts'), join(root, 'bench')];
}

/** Hand-written sources that are too long to be read in one sitting, one line each. */
export function overlongFiles(root) {
  return handWrittenFolders(root)
    .flatMap((folder) => filesBelow(folder, '.ts', '.mjs', '.cjs'))
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ file, lines }) => `${relative(root, file)}: ${lines} lines, more than ${MOST_LINES}`);
}
