import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiFindings } from './lib/api-findings.mjs';
import { ROOT } from './lib/checkout.mjs';

/**
 * Says when docs/errors.md is not what the table of errors gives (with `--write`, writes it), and what is wrong with the
 * rows of docs/itero-api.md.
 */
const { ERROR_CODES, ERROR_CLASSES } = await import('../packages/core/dist/errors/codes.js');

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
  'This page is made from the table in `packages/core/src/errors/codes.ts` by `node scripts/check-docs.mjs --write`.',
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
const wanted = lines.join('\n');
const file = join(ROOT, 'docs', 'errors.md');

if (!process.argv.includes('--write')) {
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found !== wanted) {
    process.stderr.write(
      'docs/errors.md is not what packages/core/src/errors/codes.ts gives: please run `node scripts/check-docs.mjs --write`.\n',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(file, wanted);
}

const rows = await readFile(join(ROOT, 'docs', 'itero-api.md'), 'utf8').catch(() => '');
for (const finding of apiFindings(rows, { root: ROOT })) {
  process.stderr.write(`${finding}\n`);
  process.exitCode = 1;
}
