import './lib/require-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiReferenceCommand } from './lib/api-reference.mjs';
import { ROOT } from './lib/checkout.mjs';
import { overlongFiles } from './lib/file-lengths.mjs';
import { licenseFindings } from './lib/license-findings.mjs';
import { unannouncedSteps } from './lib/unannounced-steps.mjs';
import { setUpOrExit } from './lib/set-up.mjs';
import { supplyFindings } from './lib/supply-findings.mjs';
import { whichNode } from './lib/which-node.mjs';

await setUpOrExit();
// Compiled by the set-up.
const { productionPackages } = await import('./lib/production-packages.mjs');
const modules = join(ROOT, 'node_modules');
const docs = join(ROOT, 'scripts', 'check-docs.mjs');

function passes(name, ...args) {
  process.stderr.write(`${name}\n`);
  return spawnSync(whichNode() ?? process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

function findsNothing(lines) {
  for (const line of lines) {
    process.stderr.write(`${line}\n`);
  }
  return lines.length === 0;
}

const results = [
  passes('oxlint', join(modules, 'oxlint', 'bin', 'oxlint')),
  passes('prettier', join(modules, 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'),
  findsNothing(overlongFiles(ROOT)),
  findsNothing(unannouncedSteps(ROOT)),
  findsNothing(supplyFindings(ROOT)),
  findsNothing(licenseFindings(productionPackages(ROOT))),
  passes('comments of the adapter API', ...apiReferenceCommand()),
  existsSync(docs) ? passes('documents', docs) : true,
];
process.exitCode = results.every(Boolean) ? 0 : 1;
