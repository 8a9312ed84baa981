import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './checkout.mjs';
import { filesBelow } from './files-below.mjs';
import { LOG, runToEnd } from './run-tool.mjs';
import { explain, SetUpError } from './set-up-error.mjs';
import { removeStaleOutput } from './stale-output.mjs';
import { whichNode } from './which-node.mjs';

function hasOutput(project, root) {
  if (!project.endsWith('/test')) {
    return existsSync(join(root, project, 'dist', '.tsbuildinfo'));
  }
  return (
    existsSync(join(root, project, '..', 'dist-test', '.tsbuildinfo')) ||
    filesBelow(join(root, project), '.ts').length === 0
  );
}

/** Whether every project of tsconfig.json was built before; then building is quick and needs no line of its own. */
export function wasBuiltBefore(root = ROOT) {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return references.every(({ path }) => hasOutput(path, root));
}

/** Of every package that is compiled: its sources to `dist`, its tests to `dist-test`. */
function removeAllStaleOutput(root = ROOT) {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  for (const { path } of references) {
    if (path.endsWith('/test')) removeStaleOutput(join(root, path), join(root, path, '..', 'dist-test'));
    else removeStaleOutput(join(root, path, 'src'), join(root, path, 'dist'));
  }
}

/**
 * Builds all packages and their tests, only what changed. The compiler's findings go to stderr as they are.
 *
 * @throws {SetUpError} when there are any
 */
export async function compile() {
  removeAllStaleOutput();
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await runToEnd(whichNode() ?? process.execPath, [compiler, '-b', ROOT], ROOT);
  if (code === 0) {
    return;
  }
  if (/error TS\d+/.test(output) && !/error TS5033/.test(output)) {
    process.stderr.write(output);
    throw new SetUpError('The packages do not compile: see the findings above.');
  }
  throw explain('building the packages', output, ROOT, LOG);
}
