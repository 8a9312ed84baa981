import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic } from './sample-clinic.js';

interface Scan {
  readonly state: string;
  readonly problem: { readonly code: string; readonly text: string; readonly detail?: string } | null;
}

/** The configuration with these limits of what is fetched. */
function limited(clinic: SampleClinic, limits: object): object {
  const [section] = clinic.config.clinics;
  return { ...clinic.config, clinics: [{ ...section, scans: { limits } }] };
}

describe('limits in the configuration', () => {
  let clinic: SampleClinic;
  beforeEach(async () => {
    clinic = await SampleClinic.open({
      adapter: { limits: { rows: 3, file: '2KB' } },
      clinic: { retry: { maxAttempts: 1, baseDelay: '100ms', maxDelay: '500ms' } },
    });
    await clinic.pair();
  });
  afterEach(() => clinic.close());

  it('refuse a scan with its reason, and let it be fetched when they are raised', async () => {
    await clinic.configure(limited(clinic, { entries: 2 }));
    await clinic.drop('a.json', request('A-1'));
    await clinic.once();
    const [rx] = clinic.simulator.rxs();
    const { orderId } = clinic.simulator.scan(rx?.rxId ?? '');
    await clinic.once();
    const [refused] = (await clinic.json<{ scans: readonly Scan[] }>('scans', 'list')).scans;
    expect(refused?.state).to.equal('failed');
    expect(JSON.stringify(refused?.problem)).to.contain('ZIP_REFUSED').and.to.contain('more than 2 entries');
    expect(JSON.stringify(refused?.problem)).to.contain('scans.limits');
    const { stdout } = await clinic.quick('scans', 'show', String(orderId));
    expect(stdout).to.contain('The ZIP holds what a scan never holds').and.to.contain('scans retry');
    expect(await clinic.files('charts')).to.deep.equal([]);

    await clinic.configure(limited(clinic, {}));
    expect((await clinic.quick('scans', 'retry', String(orderId))).code).to.equal(0);
    await clinic.once();
    expect((await clinic.result('A-1'))?.files).to.have.length.greaterThan(2);
  });

  it('refuse a request file with its reason, and let the others through', async () => {
    const row = (id: string): string => `${id},1001,Sample,Incisor,DrSample,30`;
    const header = 'requestId,chartNumber,firstName,lastName,doctor,procedureMapId';
    await clinic.drop('many.csv', `${header}\n${['B-1', 'B-2', 'B-3', 'B-4'].map(row).join('\n')}\n`);
    await clinic.drop('large.json', request('C-1', { notes: 'x'.repeat(3_000) }));
    await clinic.drop('good.json', request('A-1'));
    await clinic.once();
    expect(clinic.simulator.rxs()).to.have.length(1);
    expect((await clinic.result('A-1'))?.state).to.equal('submitted');
    for (const [name, limit] of [
      ['many.csv', 'at most 3 (limits.rows)'],
      ['large.json', 'at most 2KB (limits.file)'],
    ] as const) {
      const said = await readFile(join(clinic.folder, 'inbox', '.failed', `${name}.error.json`), 'utf8');
      expect(said).to.contain('REQUEST_FILE_UNREADABLE').and.to.contain(limit);
    }
  });

  it('that make no sense are told with their place in the file', async () => {
    await clinic.configure(limited(clinic, { download: '1 GB', entries: 0, nesting: 3 }));
    const { code, stderr, stdout } = await clinic.quick('check');
    expect(code).to.equal(2);
    const said = stdout + stderr;
    expect(said).to.contain('scans.limits.download').and.to.contain('expected a size such as');
    expect(said).to.contain('scans.limits.entries');
    expect(said).to.contain('nesting');
  });
});
