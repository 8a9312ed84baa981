import { expect } from 'chai';
import { apiFindings } from '../lib/api-findings.mjs';
import { titled } from '../lib/test-titles.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const SOURCE = `
describe('orders', () => {
  it('are read', async () => {});

  for (const [status, code] of [[400, 'REFUSED'], [500, 'ERROR']]) {
    it(\`answered \${status} are \${code}\`, () => {});
  }

  it(
    "have a title on its own line, and don't mind",
    () => {},
  );

  it.skip('are not looked at', () => {});
});

describe('captures', () => {
  it('are read', () => {});
});
`;
const FILE = 'packages/a/test/orders.test.ts';
const CELLS = ['1', 'It is so.', 'Does it.', `\`${FILE}: orders > are read\``];

describe('the check of docs/itero-api.md', () => {
  let folder;

  before(() => {
    folder = temporaryFolder({ [FILE]: SOURCE, 'packages/a/src/orders.ts': SOURCE });
  });

  after(() => folder.remove());

  /** Findings of a document with one row, in which some cells are others, without the place they all begin with. */
  function findings(change = {}, against = {}) {
    const row = CELLS.map((cell, place) => change[place] ?? cell);
    const markdown = `# Title\n\n## One\n\n| # | statement | does | shown by |\n| --- | --- | --- | --- |\n| ${row.join(' | ')} |\n`;
    const found = apiFindings(markdown, { root: folder.path, sections: ['One'], fewestRows: 1, ...against });
    return found.map((line) => line.replace(/^docs\/itero-api\.md(:7: row \d+|:) /, ''));
  }

  it('has nothing to say of rows whose tests are there', () => {
    expect(findings()).to.eql([]);
    expect(findings({ 3: `\`${FILE}: captures\`<br>\`${FILE}: answered 400 are REFUSED\`` })).to.eql([]);
    expect(findings({ 1: 'Either \\| or.' })).to.eql([]);
  });

  it('names a test file that is missing, or is none', () => {
    expect(findings({ 3: '`packages/a/test/gone.test.ts: are read`' })).to.eql([
      'there is no packages/a/test/gone.test.ts',
    ]);
    expect(findings({ 3: '`packages/a/src/orders.ts: captures`' })).to.eql([
      'packages/a/src/orders.ts is no test file',
    ]);
  });

  it('names a title that is missing, or is not the only one', () => {
    expect(findings({ 3: `\`${FILE}: captures\` \`${FILE}: are gone\`` })).to.eql([`${FILE} has no test "are gone"`]);
    expect(findings({ 3: `\`${FILE}: are read\`` })[0]).to.include('has 2 tests "are read"');
  });

  it('names an empty cell, a row without a test, and a refusal without its reason', () => {
    expect(findings({ 1: '', 2: ' ' })).to.eql(['says no statement', 'does not say what Chairside does']);
    expect(findings({ 3: 'by hand' })).to.eql(['names no test, as `file: title`']);
    expect(findings({ 2: 'One cell | too many.' })).to.eql(['has 5 cells instead of 4']);
    expect(findings({ 2: 'Not supported.' })).to.eql(['says "not supported" without a reason']);
    expect(findings({ 2: 'Not supported, because nobody can.' })).to.eql([]);
  });

  it('names a section without rows, one out of order, too few rows, and a wrong number', () => {
    expect(findings({}, { sections: ['One', 'Two'] })).to.eql(['no row under the section "Two"']);
    expect(findings({}, { fewestRows: 2 })).to.eql(['1 rows, fewer than 2']);
    expect(findings({ 0: '3' })).to.eql(['should be number 1']);
    const swapped = '## Two\n\n| 1 | a | b | c |\n\n## One\n\n| 2 | a | b | c |\n';
    expect(apiFindings(swapped, { root: folder.path, sections: ['One', 'Two'], fewestRows: 1 })).to.include(
      "docs/itero-api.md: its sections are not in the order of the vendor's",
    );
  });
});

describe('finding a test by its title', () => {
  const times = {
    'are read': 2,
    'captures > are read': 1,
    'orders > answered 500 are ERROR': 1,
    'answered 501 are ERROR': 0,
    'captures > answered 500 are ERROR': 0,
    "have a title on its own line, and don't mind": 1,
    'are not looked at': 0,
    are: 0,
  };
  for (const [title, count] of Object.entries(times)) {
    it(`finds ${count} of "${title}"`, () => {
      expect(titled(SOURCE, title)).to.equal(count);
    });
  }
});
