import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { request, SampleClinic, type ClinicOptions } from './sample-clinic.js';

interface Status {
  readonly clinics: readonly {
    readonly needsPerson: readonly { readonly key: string; readonly code: string; readonly urgent: boolean }[];
  }[];
}

describe('what waits, as a practice sees it', () => {
  let clinic: SampleClinic;
  const open = async (options?: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  afterEach(() => clinic.close());

  const shown = async (...args: readonly string[]): Promise<string> => (await clinic.quick(...args)).stdout;
  const asked = async () => (await clinic.json<Status>('status')).clinics[0]!.needsPerson;
  /** As if all that waits had waited long enough. */
  function letTimePass(): void {
    const ledger = new Database(join(clinic.folder, 'data', 'ledger.db'));
    ledger.exec('UPDATE rx SET due_at = 0 WHERE due_at IS NOT NULL');
    ledger.close();
  }

  it('an RX in doubt that is cancelled says to check the scanner, whoever cancels it', async () => {
    await open();
    clinic.simulator.faults.add({ match: { method: 'POST', path: '/scan-request', times: 2 }, do: { drop: 'after' } });
    await clinic.drop('A.json', [request('A-1'), request('A-2')]);
    expect((await clinic.once()).code).to.equal(4);
    for (const command of [['status'], ['rx', 'list']])
      expect(await shown(...command), command.join(' ')).to.include('Look at the scanner');
    await clinic.drop('B.json', { action: 'cancel', requestId: 'A-1' });
    const withdrawn = await clinic.quick('rx', 'withdraw', 'A-2');
    expect([withdrawn.code, withdrawn.stdout.includes('Check the scanner')]).to.deep.equal([0, true]);
    expect((await clinic.once()).code).to.equal(4);
    for (const command of [['status'], ['rx', 'list', '--state', 'in-doubt']])
      expect((await shown(...command)).match(/Check the scanner/g), command.join(' ')).to.have.length(2);
    expect(JSON.stringify((await clinic.result('A-1'))?.error)).to.include('Check the scanner');
    for (const key of ['A-1', 'A-2']) expect((await clinic.quick('rx', 'dismiss', key)).code).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
    expect(clinic.simulator.rxs(), 'never a second one').to.have.length(2);
  });

  it('an RX that nobody scans is listed after two weeks until a person ends it, and is no alarm', async () => {
    await open();
    await clinic.drop('A.json', [request('A-1'), request('A-2')]);
    expect((await clinic.once()).code).to.equal(0);
    expect(await asked()).to.deep.equal([]);
    letTimePass();
    const round = await clinic.once();
    expect([round.code, round.stderr.includes('A-1')], round.stderr).to.deep.equal([0, false]);
    expect((await asked()).map(({ key, code, urgent }) => [key, code, urgent])).to.have.deep.members([
      ['A-1', 'RX_NEVER_SCANNED', false],
      ['A-2', 'RX_NEVER_SCANNED', false],
    ]);
    expect(await shown('status')).to.match(/^ {2}- rx A-1 \(submitted\): No scan of this RX/m);
    expect(await shown('rx', 'list')).to.include('No scan of this RX');
    expect((await clinic.quick('rx', 'withdraw', 'A-1')).code).to.equal(0);
    expect((await clinic.quick('rx', 'dismiss', 'A-2')).code).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
    expect(await asked()).to.deep.equal([]);
    expect(clinic.simulator.rxs().map(({ state }) => state)).to.have.members(['deleted', 'open']);
  });
});
