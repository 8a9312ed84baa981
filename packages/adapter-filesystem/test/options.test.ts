import { filesystem } from '@chairside/adapter-filesystem';
import { expect } from 'chai';

const MINIMUM = { inbox: './inbox', charts: './charts' };

describe('the options', () => {
  const problems = (more: object): readonly string[] => {
    const result = filesystem.options.safeParse({ ...MINIMUM, ...more });
    return result.success
      ? []
      : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code} ${issue.message}`);
  };

  it('have the defaults of the documentation', () => {
    expect(filesystem.options.parse(MINIMUM)).to.deep.equal({
      ...MINIMUM,
      layout: '{chartNumber}_{lastName}_{firstName}/{scanDate}_{orderId}',
      settle: 2_000,
      watch: 'auto',
      retention: 30 * 86_400_000,
      csv: { delimiter: 'auto', dateFormat: 'auto', encoding: 'auto', columns: {} },
      limits: { file: 20 * 1024 ** 2, rows: 50_000, columns: 1_000, depth: 16, roster: 200 * 1024 ** 2 },
      formats: ['json', 'csv', 'gdt', 'hl7'],
      gdt: {
        encoding: 'auto',
        requestId: ['8310', '8314'],
        procedureCode: ['8410', '8402'],
        doctor: ['8990', '0212'],
        notes: ['6227', '6220'],
      },
      hl7: { encoding: 'auto' },
    });
  });

  it('take durations in every unit', () => {
    const settle = (text: string): unknown =>
      (filesystem.options.parse({ ...MINIMUM, settle: text }) as { settle: number }).settle;
    expect(['500ms', '2s', '1.5m', '1h', '1d'].map(settle)).to.deep.equal([500, 2_000, 90_000, 3_600_000, 86_400_000]);
  });

  it('take sizes in every unit, up to what one process can hold', () => {
    const file = (text: string): unknown =>
      (filesystem.options.parse({ ...MINIMUM, limits: { file: text } }) as { limits: { file: number } }).limits.file;
    expect(['1KB', '3MB', '200MB'].map(file)).to.deep.equal([1024, 3 * 1024 ** 2, 200 * 1024 ** 2]);
    for (const text of ['20 MB', '20', '1.5MB', '-1MB', '20mb', 'MB', '0MB', '1GB'])
      expect(problems({ limits: { file: text } })[0], text).to.match(
        /^limits\.file: .*a size such as .* at most 200MB/,
      );
    expect(problems({ limits: { rows: 0 } })[0]).to.match(/^limits\.rows/);
  });

  it('name what is wrong where it stands', () => {
    expect(problems({ inbxo: 'x' })[0]).to.contain('unrecognized_keys');
    expect(problems({ csv: { columns: { chartNumbre: 'x' } } })[0]).to.match(/^csv\.columns: unrecognized_keys/);
    expect(problems({ settle: '2 weeks' })[0]).to.match(/^settle: .*duration/);
    expect(problems({ layout: '{chartNumber}/{ordrId}' })[0]).to.match(/^layout: .*\{ordrId\}.*\{orderId\}/);
    expect(problems({ csv: { dateFormat: 'DD.MM' } })[0]).to.match(/^csv\.dateFormat: /);
    expect(problems({ csv: { encoding: 'klingon' } })[0]).to.match(/^csv\.encoding: /);
    expect(problems({ hl7: { encoding: 'klingon' } })[0]).to.match(/^hl7\.encoding: /);
    expect(problems({ gdt: { encoding: 'klingon' } })[0]).to.match(/^gdt\.encoding: /);
    expect(problems({ gdt: { doctor: [8330] } })[0]).to.match(/^gdt\.doctor\.0: /);
    expect(problems({ formats: ['xml'] })[0]).to.match(/^formats\.0: /);
    expect(problems({ outbox: 'inbox/' }).concat(problems({ charts: './x/../inbox' }))).to.have.length(2);
    for (const layout of [
      '/{chartNumber}',
      '../{chartNumber}',
      '{chartNumber}//x',
      'C:/{chartNumber}',
      '{chartNumber',
      '{orderId}',
      '',
    ]) {
      expect(problems({ layout }), layout).to.have.length(1);
    }
  });
});
