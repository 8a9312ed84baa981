import './lib/require-node.mjs';
import { setUpOrExit } from './lib/set-up.mjs';

await setUpOrExit();
process.stderr.write('Chairside is set up.\n');
