import './lib/require-node.mjs';
import { join } from 'node:path';
import { ROOT } from './lib/checkout.mjs';
import { runScript } from './lib/run-script.mjs';
import { setUpOrExit } from './lib/set-up.mjs';

await setUpOrExit({ withBuild: false });
const prettier = join(ROOT, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
const files = process.argv.slice(2);
await runScript([prettier, '--write', '--log-level', 'warn', ...(files.length > 0 ? files : ['.'])], { cwd: ROOT });
