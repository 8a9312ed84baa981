import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, type ClinicOptions } from './sample-clinic.js';

type Simulator = SampleClinic['simulator'];
type OrderStatus = Parameters<Simulator['setStatus']>[1];

interface Need {
  readonly kind: string;
  readonly key: string;
  readonly state: string;
  readonly code: string;
}

interface Scan {
  readonly state: string;
  readonly status: string;
  readonly stage: string | null;
  readonly sentBackAt: string | null;
  readonly revision: number;
}

describe('what iTero says of an order and of the practice, by the command line', () => {
  let clinic: SampleClinic;
  const open = async (options?: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  afterEach(() => clinic.close());

  const needs = async (): Promise<readonly Need[]> => {
    const { clinics } = await clinic.json<{ clinics: readonly { needsPerson: readonly Need[] }[] }>('status');
    return clinics[0]?.needsPerson ?? [];
  };
  const result = async (orderId: number): Promise<object> =>
    JSON.parse(await readFile(join(clinic.folder, 'outbox', 'scans', `${orderId}.json`), 'utf8')) as object;
  /** Where the newest files of the order stand, and what is in its chart. */
  const revisions = async (): Promise<readonly string[]> => {
    const folders = (await clinic.files('charts')).flatMap((path) => /\/(r\d+)\/scan\.json$/.exec(path)?.[1] ?? []);
    return folders.toSorted();
  };

  it('follows an order through every status, and files what modelling and a rescan brought', async () => {
    await open();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    const [rx] = clinic.simulator.rxs();
    const { orderId } = clinic.simulator.scan(rx!.rxId);

    /** One round later: how it ended, how the order is shown, what the practice software reads, what the chart holds. */
    const after = async (change: () => unknown) => {
      change();
      const { code, stderr } = await clinic.once();
      const shown = (await clinic.json<{ scans: Scan }>('scans', 'show', String(orderId))).scans;
      const { state, status, stage, sentBackAt, revision } = shown;
      expect(state, stderr).to.equal('filed');
      expect(await result(orderId)).to.deep.include({ state, status, stage, sentBack: sentBackAt !== null });
      expect(await revisions()).to.deep.equal(Array.from({ length: revision }, (_, index) => `r${index + 1}`));
      return { code, status, stage, revision, needs: (await needs()).map(({ kind, key, code }) => [kind, key, code]) };
    };
    const to = (status: string, newFiles?: boolean) => () =>
      clinic.simulator.setStatus(orderId, status as OrderStatus, newFiles);
    const quiet = { code: 0, needs: [] };

    expect(await after(() => undefined)).to.deep.equal({
      ...quiet,
      status: 'Completed',
      stage: 'available',
      revision: 1,
    });
    expect(await after(to('iTero Modeling'))).to.deep.equal({
      ...quiet,
      status: 'iTero Modeling',
      stage: 'modelling',
      revision: 1,
    });
    expect(await after(to('Lab Review'))).to.deep.equal({
      ...quiet,
      status: 'Lab Review',
      stage: 'lab-review',
      revision: 2,
    });
    expect(await after(to('Scanning'))).to.deep.equal({
      code: 4,
      status: 'Scanning',
      stage: 'sent-back',
      revision: 2,
      needs: [['scan', String(orderId), 'SCAN_SENT_BACK']],
    });
    const table = (await clinic.quick('scans', 'list')).stdout;
    expect(table).to.match(/Scanning +sent-back .*The lab sent this case back to the clinic/);
    expect((await clinic.quick('status')).stdout).to.match(new RegExp(`! scan ${orderId} \\(filed\\): The lab sent`));
    expect(await after(() => clinic.simulator.rescan(orderId, { seed: 'scanned again' }))).to.deep.equal({
      ...quiet,
      status: 'Completed',
      stage: 'available',
      revision: 3,
    });
    expect(await after(to('Exporting to Doctor Site'))).to.deep.equal({
      ...quiet,
      status: 'Exporting to Doctor Site',
      stage: 'exporting',
      revision: 3,
    });
    expect(await after(to('Align Production'))).to.deep.equal({
      ...quiet,
      status: 'Align Production',
      stage: 'in-production',
      revision: 3,
    });
    expect(await after(to('Sent to the Moon'))).to.deep.equal({
      ...quiet,
      status: 'Sent to the Moon',
      stage: null,
      revision: 3,
    });
  });

  it('reports a mapped doctor and lab that iTero does not have, until the configuration is mended', async () => {
    const rx = { doctors: { DrSample: 77, DrGone: 999 }, procedures: { D2740: { procedureMapId: 30, labId: 998 } } };
    await open({ clinic: { rx } });
    const asked = (): number =>
      clinic.simulator.requests().filter(({ path }) => path.endsWith('/practice-configuration')).length;
    const before = asked();
    const round = await clinic.once();
    expect(round.code).to.equal(4);
    expect(round.stderr).to.include('main-street: mapping rx.doctors.DrGone (gone): iTero no longer has a doctor');
    expect((await needs()).map(({ kind, key, state, code }) => [kind, key, state, code])).to.deep.equal([
      ['mapping', 'rx.doctors.DrGone', 'gone', 'DOCTOR_GONE'],
      ['mapping', 'rx.procedures.D2740', 'gone', 'LAB_GONE'],
    ]);
    const [section] = clinic.config.clinics;
    await clinic.configure({
      ...clinic.config,
      clinics: [{ ...section, rx: { doctors: { DrSample: 77 }, procedures: { D2740: 30 } } }],
    });
    expect((await clinic.once()).code).to.equal(0);
    expect(await needs()).to.deep.equal([]);
    expect(asked() - before).to.equal(1);
  });

  for (const sendLicenseNumber of [true, false]) {
    it(`${sendLicenseNumber ? 'sends' : 'keeps back'} the license number where sendLicenseNumber is ${sendLicenseNumber}`, async () => {
      await open({ clinic: { rx: { doctors: { DrSample: 77 }, sendLicenseNumber } } });
      await clinic.drop('A-1.json', request('A-1', { licenseNumber: 'L-1' }));
      await clinic.once();
      const [rx] = clinic.simulator.rxs();
      expect(rx?.body['LicenseNumber']).to.equal(sendLicenseNumber ? 'L-1' : undefined);
      expect(rx?.body['DoctorId']).to.equal(77);
    });
  }
});
