import { ERROR_CODES } from '../../packages/core/dist/errors/codes.js';
import { grantsToRead } from '../../packages/adapter-opendental/dist/database/grants.js';
import { TABLES } from '../../packages/adapter-opendental/dist/database/tables.js';
import { CODE_RULES } from '../../packages/adapter-opendental/dist/procedures/code-rules.js';

const ACCOUNT = 'chairside@192.0.2.20';
const DATABASE = 'opendental';

/** Tables that early versions of Open Dental lack. */
const later = new Set(Object.keys(TABLES).filter((table) => TABLES[table].laterTable !== undefined));
const always = grantsToRead(ACCOUNT, DATABASE);

function sql(statements) {
  return ['```sql', ...statements, '```'].join('\n');
}

function nameOf({ procedure, type } = { procedure: 'for a person to say' }) {
  return type === undefined ? procedure : `${procedure}, ${type}`;
}

const rules = [
  '| Codes | Procedure at iTero | Mode |',
  '| --- | --- | --- |',
  ...CODE_RULES.map(({ codes, scan, mode }) => `| ${codes.replaceAll(' ', ', ')} | ${nameOf(scan)} | ${mode} |`),
].join('\n');

/** What docs/open-dental.md takes from the code. */
export const OPEN_DENTAL_PARTS = {
  grants: sql(always),
  'later-grants': sql(grantsToRead(ACCOUNT, DATABASE, later).filter((statement) => !always.includes(statement))),
  rules,
};

/** What a text about trouble with Open Dental does not explain, and what it names that there is not. */
export function codeFindings(text) {
  const named = new Set(text.match(/\b(?:CHART|DATABASE|RX)_[A-Z_]+\b/g));
  const codes = Object.keys(ERROR_CODES);
  const toExplain = codes.filter((code) => /^(?:CHART|DATABASE)_/.test(code));
  return [
    ...toExplain.filter((code) => !named.has(code)).map((code) => `docs/open-dental.md does not explain ${code}`),
    ...[...named]
      .filter((code) => !codes.includes(code))
      .map((code) => `docs/open-dental.md names ${code}, which is no error`),
  ];
}
