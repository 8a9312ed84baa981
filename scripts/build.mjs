import './lib/require-node.mjs';
import { join } from 'node:path';
import { ROOT } from './lib/checkout.mjs';
import { runScript } from './lib/run-script.mjs';
import { setUpOrExit } from './lib/set-up.mjs';

await setUpOrExit({ withBuild: false });
const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
await runScript([compiler, '-b', ...process.argv.slice(2)], { cwd: ROOT });
