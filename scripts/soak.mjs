import './lib/require-node.mjs';
import { join } from 'node:path';
import { ROOT } from './lib/checkout.mjs';
import { runScript } from './lib/run-script.mjs';
import { setUpOrExit } from './lib/set-up.mjs';

await setUpOrExit();
await runScript([join(ROOT, 'packages', 'runner', 'dist-test', 'kills', 'soak.js'), ...process.argv.slice(2)]);
