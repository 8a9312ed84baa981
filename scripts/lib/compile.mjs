import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './checkout.mjs';
import { explain, SetUpError } from './set-up-error.mjs';
import { LOG } from './run-tool.mjs';
import { whichNode } from './which-node.mjs';

/** Whether every project of tsconfig.json was built before; then building is quick and needs no line of its own. */
export function wasBuiltBefore(root = ROOT) {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return references.every(({ path }) => {
    const output = path.endsWith('/test') ? join(path, '..', 'dist-test') : join(path, 'dist');
    return existsSync(join(root, output, '.tsbuildinfo'));
  });
}

/**
 * Builds all packages and their tests, only what changed. The compiler's findings go to stderr as they are.
 *
 * @throws {SetUpError} when there are any
 */
export async function compile() {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const child = spawn(whichNode() ?? process.execPath, [compiler, '-b', ROOT], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill();
  process.once('exit', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output += chunk));
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', stop);
  if (code === 0) {
    return;
  }
  if (/error TS\d+/.test(output) && !/error TS5033/.test(output)) {
    process.stderr.write(output);
    throw new SetUpError('The packages do not compile: see the findings above.');
  }
  throw explain('building the packages', output, ROOT, LOG);
}
