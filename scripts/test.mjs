import './lib/require-node.mjs';
import { ROOT } from './lib/checkout.mjs';
import { mochaCommand } from './lib/mocha-command.mjs';
import { runScript } from './lib/run-script.mjs';
import { setUpOrExit } from './lib/set-up.mjs';
import { bringTestServices } from './lib/test-services.mjs';

await setUpOrExit();
await bringTestServices();
await runScript(mochaCommand(process.argv.slice(2)), { nodeArgs: ['--enable-source-maps'], cwd: ROOT });
