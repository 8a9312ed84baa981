import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { request, SampleClinic, type ClinicOptions } from './sample-clinic.js';

interface Status {
  readonly clinics: readonly {
    readonly needsPerson: readonly { readonly key: string; readonly code: string; readonly urgent: boolean }[];
    readonly waiting: readonly { readonly kind: string; readonly code: string; readonly nextTryAt: string }[];
  }[];
}

interface Outbox {
  readonly outbox: readonly {
    readonly number: number;
    readonly rxKey: string;
    readonly dueAt: string | null;
    readonly problem: { readonly code: string } | null;
  }[];
}

/** No wait is over within the patience of a round. */
const SLOW: ClinicOptions = { clinic: { retry: { baseDelay: '60s', maxDelay: '10m' } } };
const TIME = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;

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

  it('shows what is tried again by itself, why, and when', async () => {
    await open(SLOW);
    clinic.simulator.faults.add({ match: { method: 'POST', path: '/scan-request' }, do: { status: 503 } });
    await rm(join(clinic.folder, 'outbox'), { recursive: true, force: true });
    await writeFile(join(clinic.folder, 'outbox'), 'no folder');
    await clinic.drop('A-1.json', request('A-1'));
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(1);
    const { waiting } = (await clinic.json<Status>('status')).clinics[0]!;
    expect(waiting.map(({ kind, code }) => [kind, code])).to.deep.equal([
      ['rx', 'CLOUD_ERROR'],
      ['status', 'RESULT_UNWRITABLE'],
    ]);
    for (const { nextTryAt } of waiting) expect(Date.parse(nextTryAt)).to.be.greaterThan(Date.now());
    const status = await shown('status');
    expect(status).to.match(new RegExp(`^ {2}waits: 1 RX, next try at ${TIME}: The scanner's cloud reports`, 'm'));
    expect(status).to.match(new RegExp(`^ {2}waits: 1 status update, next try at ${TIME}: The outbox`, 'm'));
    expect(await shown('rx', 'list')).to.match(new RegExp(`A-1 .* ${TIME} +The scanner's cloud reports`));
    const { outbox } = await clinic.json<Outbox>('outbox', 'list');
    expect(outbox.map(({ rxKey, problem }) => [rxKey, problem?.code])).to.deep.equal([['A-1', 'RESULT_UNWRITABLE']]);
    expect(await shown('outbox', 'list')).to.match(new RegExp(`RX A-1 +wanted +${TIME} +The outbox`));

    clinic.simulator.faults.clear();
    await rm(join(clinic.folder, 'outbox'));
    for (const command of [
      ['rx', 'resend', 'A-1'],
      ['outbox', 'retry', String(outbox[0]?.number)],
    ])
      expect((await clinic.quick(...command)).code, command.join(' ')).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
    expect(await clinic.result('A-1')).to.include({ state: 'submitted', error: null });
    expect([await shown('outbox', 'list'), (await clinic.json<Status>('status')).clinics[0]?.waiting]).to.deep.equal([
      'Everything has been told.\n',
      [],
    ]);
    expect((await clinic.quick('outbox', 'retry', '99999')).code).to.equal(2);
    expect((await clinic.quick('outbox', 'retry', 'first')).code).to.equal(2);
  });

  it('holds a status at which Chairside ended too often, until a person has it told or leaves it untold', async () => {
    await open(SLOW);
    await clinic.drop('A.json', [request('A-1'), request('A-2')]);
    await rm(join(clinic.folder, 'outbox'), { recursive: true, force: true });
    await writeFile(join(clinic.folder, 'outbox'), 'no folder');
    await clinic.once();
    await rm(join(clinic.folder, 'outbox'));
    // As the twentieth kill at it leaves it, which takes too long to wait for.
    const problem = JSON.stringify({ code: 'CUT_OFF_TOO_OFTEN', class: 'needs-person', text: 'Ended.', at: 1 });
    const ledger = new Database(join(clinic.folder, 'data', 'ledger.db'));
    ledger.prepare('UPDATE status_outbox SET due_at = NULL, problem = ? WHERE due_at IS NOT NULL').run(problem);
    ledger.close();
    const round = await clinic.once();
    expect(round.code).to.equal(4);
    expect(round.stderr).to.include('chairside outbox retry');
    const held = (await asked()).map(({ key, code }) => [key, code]);
    expect(held.map(([, code]) => code)).to.deep.equal(['CUT_OFF_TOO_OFTEN', 'CUT_OFF_TOO_OFTEN']);
    const { outbox } = await clinic.json<Outbox>('outbox', 'list');
    for (const [key, command] of [
      ['A-1', 'retry'],
      ['A-2', 'dismiss'],
    ] as const) {
      const id = outbox.find(({ rxKey }) => rxKey === key)?.number;
      expect((await clinic.quick('outbox', command, String(id))).code).to.equal(0);
    }
    expect((await clinic.once()).code).to.equal(0);
    for (const key of ['A-1', 'A-2']) expect(await clinic.result(key)).to.include({ state: 'submitted' });
    const { audit } = await clinic.json<{ audit: { action: string; subject: string }[] }>('audit');
    expect(audit.map(({ action, subject }) => `${action} ${subject}`)).to.include.members([
      'status retried A-1',
      'status dismissed A-2',
    ]);
  });

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
