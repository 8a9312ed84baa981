import './lib/require-node.mjs';
import { join } from 'node:path';
import { ROOT } from './lib/checkout.mjs';
import { mochaCommand } from './lib/mocha-command.mjs';
import { runScript } from './lib/run-script.mjs';
import { setUpOrExit } from './lib/set-up.mjs';
import { bringTestServices } from './lib/test-services.mjs';
import { whichNode } from './lib/which-node.mjs';

await setUpOrExit();
await bringTestServices();
const c8 = join(ROOT, 'node_modules', 'c8', 'bin', 'c8.js');
const report = [
  '--all',
  '--src',
  'packages',
  '--include',
  'packages/*/src/**',
  '--reporter',
  'text',
  '--reporter',
  'html',
];
const node = whichNode() ?? process.execPath;
await runScript([c8, ...report, node, ...mochaCommand(process.argv.slice(2))], { cwd: ROOT });
