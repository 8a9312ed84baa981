import './lib/require-node.mjs';
import { join } from 'node:path';
import { apiReferenceCommand } from './lib/api-reference.mjs';
import { ROOT } from './lib/checkout.mjs';
import { runScript } from './lib/run-script.mjs';
import { setUpOrExit } from './lib/set-up.mjs';

await setUpOrExit();
await runScript(apiReferenceCommand(join(ROOT, 'api-reference')), { cwd: ROOT });
