import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/checkout.mjs';
import { withMadeParts } from '../lib/made-parts.mjs';
import { codeFindings, OPEN_DENTAL_PARTS } from '../lib/open-dental-parts.mjs';

const TEXT = 'Before.\n\n<!-- made: one -->\n\nold\n\n<!-- end -->\n\nBetween.\n\n<!-- made: two -->\n\n<!-- end -->\n';

describe('parts of documents that are made from the code', () => {
  it('are replaced between their marks, and nothing else is', () => {
    const made = withMadeParts(TEXT, { one: 'new\nlines with $&', two: 'more' });
    expect(made).to.equal(
      'Before.\n\n<!-- made: one -->\n\nnew\nlines with $&\n\n<!-- end -->\n\nBetween.\n\n<!-- made: two -->\n\nmore\n\n<!-- end -->\n',
    );
    expect(withMadeParts(made, { one: 'new\nlines with $&', two: 'more' })).to.equal(made);
  });

  it('are put in where nothing stands between their marks yet', () => {
    const text = '<!-- made: one -->\n<!-- end -->\n\nBetween.\n\n<!-- made: two -->\n<!-- end -->\n';
    expect(withMadeParts(text, { one: '1', two: '2' })).to.equal(
      '<!-- made: one -->\n\n1\n\n<!-- end -->\n\nBetween.\n\n<!-- made: two -->\n\n2\n\n<!-- end -->\n',
    );
  });

  it('are not left as they are where nobody makes them', () => {
    expect(() => withMadeParts(TEXT, { one: 'new' })).to.throw('nobody makes the part "two"');
  });

  it('let nothing but SELECT be granted, once for each table', () => {
    const statements = `${OPEN_DENTAL_PARTS.grants}\n${OPEN_DENTAL_PARTS['later-grants']}`.match(/^[A-Z].*$/gm);
    expect(new Set(statements).size).to.equal(statements.length);
    for (const statement of statements)
      expect(statement).to.match(/^GRANT SELECT ON `opendental`\.`[a-z]+` TO 'chairside'@'192\.0\.2\.20';$/);
    expect(OPEN_DENTAL_PARTS['later-grants']).to.include('patientlink');
  });
});

describe('the check of docs/open-dental.md', () => {
  it('finds errors that are left out, and names that are none', () => {
    const findings = codeFindings('`DATABASE_CAN_WRITE` and `CHART_GONE_AWAY`');
    expect(findings).to.include('docs/open-dental.md does not explain DATABASE_UPDATING');
    expect(findings).to.include('docs/open-dental.md names CHART_GONE_AWAY, which is no error');
    expect(findings.join('\n')).not.to.include('DATABASE_CAN_WRITE');
  });

  it('finds nothing wrong with the document', async () => {
    const text = await readFile(join(ROOT, 'docs', 'open-dental.md'), 'utf8');
    expect(codeFindings(text)).to.deep.equal([]);
    expect(withMadeParts(text, OPEN_DENTAL_PARTS)).to.equal(text);
  });
});
