import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/checkout.mjs';
import { configFindings, CONFIG_PARTS } from '../lib/config-parts.mjs';
import { withMadeParts } from '../lib/made-parts.mjs';
import { optionRows, optionTable } from '../lib/option-table.mjs';

const placeholder = { type: 'string', pattern: '^\\$\\{[^}]+\\}$' };

function rowOf(option, required) {
  const [row] = optionRows({ properties: { option }, required });
  return row;
}

describe('the table of options', () => {
  it('says what may stand there, and leaves out the placeholder that always may', () => {
    expect(rowOf({ anyOf: [{ type: 'integer', minimum: 1, maximum: 9 }, placeholder] }).value).to.equal(
      'whole number, 1 to 9',
    );
    expect(rowOf({ anyOf: [{ enum: ['a', 'b'] }, placeholder] }).value).to.equal('`a` or `b`');
    expect(rowOf({ type: 'string', default: '30d' }).value).to.equal('duration');
    expect(rowOf({ type: 'array', items: { type: 'string' } }).value).to.equal('list: text');
  });

  it('says what counts where nothing is said, or that something must be', () => {
    expect(rowOf({ type: 'string', default: 'x' }).fallback).to.equal('`x`');
    expect(rowOf({ type: 'string' }, ['option']).fallback).to.equal('needed');
    expect(rowOf({ type: 'string' }).fallback).to.equal('');
  });

  it('has the options of a section below it, also where the section may be false or is one of many', () => {
    const section = { type: 'object', properties: { one: { type: 'string' } } };
    const either = { anyOf: [{ const: false }, section] };
    expect(
      optionRows({ properties: { either, many: { type: 'object', additionalProperties: section } } }),
    ).to.deep.include({ path: 'many.….one', value: 'text', fallback: '', meaning: '' });
    expect(optionRows({ properties: { either } }).map(({ path, value }) => [path, value])).to.deep.equal([
      ['either', '`false` or section'],
      ['either.one', 'text'],
    ]);
  });

  it('keeps a | in its cell', () => {
    expect(optionTable([{ path: 'p', value: '`|`', fallback: '', meaning: 'm' }])).to.include('| `p` | `\\|` | | m |');
  });
});

describe('the check of docs/configuration.md', () => {
  it('finds nothing wrong with the document', async () => {
    const text = await readFile(join(ROOT, 'docs', 'configuration.md'), 'utf8');
    expect(configFindings(text)).to.deep.equal([]);
    expect(withMadeParts(text, CONFIG_PARTS)).to.equal(text);
  });

  it('finds a table that is left out', async () => {
    const text = await readFile(join(ROOT, 'docs', 'configuration.md'), 'utf8');
    expect(configFindings(text.replace('<!-- made: poll -->', ''))).to.deep.equal([
      'docs/configuration.md lacks <!-- made: poll -->',
    ]);
  });
});
