import './lib/require-node.mjs';
import { ROOT } from './lib/checkout.mjs';
import { licenseFindings, licenseText } from './lib/license-findings.mjs';
import { setUpOrExit } from './lib/set-up.mjs';

await setUpOrExit();
// Compiled by the set-up.
const { productionPackages } = await import('./lib/production-packages.mjs');
const packages = productionPackages(ROOT);
const width = Math.max(...packages.map(({ name, version }) => `${name} ${version}`.length));
for (const { name, version, license } of packages) {
  process.stdout.write(`${`${name} ${version}`.padEnd(width)}  ${licenseText(license)}\n`);
}
const findings = licenseFindings(packages);
for (const line of findings) {
  process.stderr.write(`${line}\n`);
}
process.exitCode = findings.length === 0 ? 0 : 1;
