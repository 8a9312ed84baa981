import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiFindings } from './lib/api-findings.mjs';
import { ROOT } from './lib/checkout.mjs';
import { withMadeParts } from './lib/made-parts.mjs';

/**
 * Says when docs/errors.md, or a part of docs/open-dental.md or docs/configuration.md, is not what the code gives (with
 * `--write`, writes it), which errors docs/open-dental.md and which options docs/configuration.md leave out, and what is
 * wrong with the rows of docs/itero-api.md.
 */
const { ERROR_CODES, ERROR_CLASSES } = await import('../packages/core/dist/index.js');
const { codeFindings, OPEN_DENTAL_PARTS } = await import('./lib/open-dental-parts.mjs');
const { configFindings, CONFIG_PARTS } = await import('./lib/config-parts.mjs');

const meanings = {
  transient: 'waits and tries again by itself; no attempt is counted',
  'rate-limited': 'waits as long as it was told, then tries again; no attempt is counted',
  'not-ready': 'asks again by `retry.notReady`',
  'in-doubt': 'the effect may have happened; a person decides',
  auth: 'the clinic must be paired (again)',
  permanent: "the item's own fault; counted, and given up after `retry.maxAttempts`",
  'needs-person': 'waits, visibly, until somebody does something',
};

function cell(text) {
  return text.replaceAll('|', '\\|');
}

const lines = [
  '# Errors',
  '',
  'Each error has a code that never changes its meaning, and a class that says what Chairside does with it.',
  'This page is made from the tables in `packages/core/src/errors/codes` by `node scripts/check-docs.mjs --write`.',
  '',
  '| Class | What happens |',
  '| --- | --- |',
  ...ERROR_CLASSES.map((name) => `| \`${name}\` | ${cell(meanings[name])} |`),
  '',
  '| Code | Class | What it means and what to do |',
  '| --- | --- | --- |',
  ...Object.entries(ERROR_CODES).map(([code, entry]) => `| \`${code}\` | \`${entry.class}\` | ${cell(entry.text)} |`),
  '',
];

/** Writes what a document is to be, or says that it is not. */
async function settle(path, made, from) {
  const file = join(ROOT, path);
  const found = await readFile(file, 'utf8').catch(() => '');
  const wanted = made(found);
  if (found === wanted) return;
  if (process.argv.includes('--write')) {
    await writeFile(file, wanted);
    return;
  }
  process.stderr.write(`${path} is not what ${from} gives: please run \`node scripts/check-docs.mjs --write\`.\n`);
  process.exitCode = 1;
}

await settle('docs/errors.md', () => lines.join('\n'), 'packages/core/src/errors/codes');
await settle('docs/open-dental.md', (text) => withMadeParts(text, OPEN_DENTAL_PARTS), 'packages/adapter-opendental');
await settle('docs/configuration.md', (text) => withMadeParts(text, CONFIG_PARTS), 'the schema of the configuration');

const openDental = await readFile(join(ROOT, 'docs', 'open-dental.md'), 'utf8').catch(() => '');
const configuration = await readFile(join(ROOT, 'docs', 'configuration.md'), 'utf8').catch(() => '');
const rows = await readFile(join(ROOT, 'docs', 'itero-api.md'), 'utf8').catch(() => '');
const findings = [...codeFindings(openDental), ...configFindings(configuration), ...apiFindings(rows, { root: ROOT })];
for (const finding of findings) {
  process.stderr.write(`${finding}\n`);
  process.exitCode = 1;
}
