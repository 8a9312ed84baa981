import { OrderId, PatientRef, RxKey, type Patient } from '@chairside/core';
import { expect } from 'chai';
import { patient, rx, scan } from '../../ledger/records.js';
import { ApiStage, type Browser } from './api-stage.js';

/** Words that stand for a patient wherever they turn up. */
const CANARY: Patient = {
  ref: PatientRef('REF-4711'),
  chartNumber: 'CHART-4711',
  firstName: 'Canarina',
  lastName: 'Xylophon',
  dateOfBirth: '1931-12-24',
  gender: 'Female',
};
const SCANNED = { chartNumber: 'CHART-4711', firstName: 'Canarina', lastName: 'Xylophon' };
const WORDS = [
  /REF-4711/,
  /CHART-4711/,
  /Canarina/i,
  /Xylophon/i,
  /1931/,
  /viewer\.example/,
  /knownas/i,
  /said Xylophon/,
];
const BIRTH = /1931|Female/;
const PROBLEM = { class: 'needs-person', text: 'It said Xylophon.', at: 9 } as const;

describe('the API of the dashboard', () => {
  let stage: ApiStage;
  let browser: Browser;
  beforeEach(async () => {
    stage = await ApiStage.open();
    browser = await stage.signIn();
    const { order } = scan('77');
    await stage.temp.clinic.commit({
      rx: [
        rx('A-1', {
          wanted: { key: RxKey('A-1'), patient: CANARY.ref, patientDetails: CANARY, doctor: 'DrSample' },
          problem: { ...PROBLEM, code: 'RX_DOCTOR_UNMAPPED' },
        }),
        rx('A-2', { state: 'in-doubt', wanted: { key: RxKey('A-2'), patient: CANARY.ref } }),
        rx('odd/key %?#', { state: 'proposed' }),
      ],
      scans: [
        scan('77', {
          state: 'review',
          order: { ...order, patient: SCANNED, viewerUrl: 'https://viewer.example/77' },
          candidates: [{ patient: CANARY, why: 'Chart number agrees with Canarina.' }],
          takenBack: { receipts: [], left: [{ knownAs: 'Xylophon.stl' }] } as never,
          problem: { ...PROBLEM, code: 'SCAN_TAKEN_BACK' },
        }),
        scan('78', { state: 'filed', order: { ...order, patient: SCANNED }, patient: CANARY, match: 'own-rx' }),
        scan('79', { state: 'failed', problem: { ...PROBLEM, code: 'UNEXPECTED' } }),
      ],
      patients: [
        patient('REF-4711', { state: 'review', told: CANARY, wanted: { ...CANARY, lastName: 'Xylophonius' } }),
      ],
    });
  });
  afterEach(() => stage.close());

  async function get<T = any>(path: string): Promise<T> {
    const { status, body } = await stage.ask('GET', path, browser);
    expect(status, `${path} ${body}`).to.equal(200);
    return JSON.parse(body) as T;
  }
  const post = async (path: string, body: object = {}): Promise<{ status: number; body: any }> => {
    const answer = await stage.ask('POST', path, browser, body);
    return { status: answer.status, body: JSON.parse(answer.body) };
  };

  it('answers the version and one noun', async () => {
    for (const [path, noun] of [
      ['/api/clinics', 'clinics'],
      ['/api/rx', 'rx'],
      ['/api/scans', 'scans'],
      ['/api/review', 'review'],
      ['/api/audit', 'audit'],
      ['/api/clinics/main-street/rx/A-1', 'rx'],
      ['/api/clinics/main-street/scans/77', 'scans'],
      ['/api/clinics/main-street/review/77', 'review'],
    ] as const)
      expect(Object.keys(await get(path)), path).to.deep.equal(['version', noun]);
  });

  it('names no patient in any list, and writes no look down', async () => {
    for (const path of ['/api/clinics', '/api/rx', '/api/scans', '/api/review']) {
      const text = JSON.stringify(await get(path));
      for (const word of WORDS) expect(text, path).not.to.match(word);
    }
    const { rx: list } = await get('/api/rx');
    expect(list.find(({ key }: { key: string }) => key === 'A-1')).to.deep.include({ patient: { initials: 'C. X.' } });
    const { scans } = await get('/api/scans');
    expect(scans.map(({ scannedPatient }: any) => scannedPatient.initials)).to.include('C. X.');
    expect(stage.audited()).to.deep.equal([]);
  });

  it('shows the clinics as status does, and why one does no work', async () => {
    stage.clinic = { ...stage.clinic, disabled: 'The adapter could not be started.' };
    const { clinics } = await get('/api/clinics');
    expect(clinics).to.have.length(1);
    expect(clinics[0]).to.deep.include({
      id: 'main-street',
      paired: false,
      rx: { wanted: 1, 'in-doubt': 1, proposed: 1 },
      scans: { review: 1, filed: 1, failed: 1 },
      disabled: 'The adapter could not be started.',
    });
    const kinds = clinics[0].needsPerson.map(({ kind }: any) => kind);
    expect(kinds).to.include.members(['rx', 'scan', 'patient']);
  });

  it('filters by state and limits', async () => {
    const keys = async (query: string) => (await get(`/api/rx${query}`)).rx.map(({ key }: any) => key);
    expect(await keys('?state=in-doubt')).to.deep.equal(['A-2']);
    expect(await keys('?limit=1')).to.have.length(1);
    for (const query of ['?state=canary', '?limit=0', '?limit=1001', '?limit=x']) {
      const { status, body } = await stage.ask('GET', `/api/rx${query}`, browser);
      expect([status, body.includes('canary')], query).to.deep.equal([400, false]);
    }
  });

  it('shows a patient who is opened, without the birth date until that is asked for, and writes both down', async () => {
    const { review } = await get('/api/review');
    const { id } = review.find(({ kind }: any) => kind === 'patient');
    const places = ['rx/A-1', 'scans/77', 'scans/78', 'review/77', `patients/${id}`];
    for (const place of places) {
      const opened = JSON.stringify(await get(`/api/clinics/main-street/${place}`));
      expect(opened, place).to.include('Canarina').and.include('CHART-4711');
      expect(opened, place).not.to.match(BIRTH);
      if (place === 'scans/77') continue;
      const { body } = await post(`/api/clinics/main-street/${place}/reveal`);
      expect(JSON.stringify(body), place).to.include('1931-12-24');
    }
    expect(stage.audited()).to.deep.equal([
      'anna | patient viewed | A-1 | REF-4711',
      'anna | patient revealed | A-1 | REF-4711',
      'anna | patient viewed | 77 | as the scanner names them',
      'anna | patient viewed | 78 | REF-4711',
      'anna | patient revealed | 78 | REF-4711',
      'anna | patient viewed | 77 | REF-4711',
      'anna | patient revealed | 77 | REF-4711',
      'anna | patient viewed | REF-4711 | REF-4711',
      'anna | patient revealed | REF-4711 | REF-4711',
    ]);
  });

  it('shows nobody when the look cannot be written down', async () => {
    const path = '/api/clinics/main-street/rx/A-1';
    stage.temp.close();
    const { status, body } = await stage.ask('GET', path, browser);
    expect(status).to.be.greaterThan(499);
    expect(body).not.to.include('Canarina');
    await stage.temp.open();
  });

  it('does with an RX what the desk does, in the operator’s name', async () => {
    const at = '/api/clinics/main-street/rx';
    const odd = encodeURIComponent('odd/key %?#');
    expect((await get(`${at}/${odd}`)).rx.key).to.equal('odd/key %?#');
    const approved = await post(`${at}/${odd}/approve`, { doctorId: 78 });
    expect(approved.body.rx).to.deep.include({ state: 'wanted', doctorId: 78, lacking: [] });
    expect((await post(`${at}/A-2/resend`)).body.rx.state).to.equal('wanted');
    expect((await post(`${at}/A-2/dismiss`)).body.rx.state).to.equal('dismissed');
    expect((await post(`${at}/A-1/withdraw`)).body.rx.state).to.equal('withdrawn');
    const refused = await post(`${at}/A-1/withdraw`);
    expect([refused.status, refused.body.error.text]).to.satisfy(
      ([status, text]: [number, string]) => status === 409 && text.includes('is withdrawn'),
    );
    expect((await post(`${at}/A-9/dismiss`)).status).to.equal(404);
    expect((await post(`${at}/A-2/approve`, { doctorId: 'canary' })).body).to.deep.equal({
      version: 1,
      error: { code: null, text: 'The call cannot be understood: doctorId.' },
    });
    expect(stage.audited().filter((line) => !line.includes('viewed'))).to.deep.equal([
      'anna | rx approved | odd/key %?#',
      'anna | rx resent | A-2',
      'anna | rx dismissed | A-2',
      'anna | rx withdrawn | A-1',
    ]);
  });

  it('does with a scan what the desk does', async () => {
    const at = '/api/clinics/main-street/scans';
    expect((await post(`${at}/79/retry`)).body.scans.state).to.equal('listed');
    expect((await post(`${at}/78/redeliver`)).body.scans.state).to.equal('listed');
    expect((await post(`${at}/78/withdraw`)).status).to.equal(409);
    const receipt = { key: '80/1', files: [{ path: 'r1/80.stl', knownAs: null }] } as never;
    await stage.temp.clinic.commit({
      scans: [scan('80', { state: 'filed', revision: 1, patient: CANARY })],
      revisions: [{ orderId: OrderId('80'), revision: 1, patient: CANARY, digest: 'd', receipt, filedAt: 1 }],
    });
    const taken = await post(`${at}/80/withdraw`);
    expect(taken.body.scans?.state, JSON.stringify(taken.body)).to.equal('review');
    stage.clinic = { ...stage.clinic, adapter: undefined };
    expect((await post(`${at}/80/withdraw`)).body.error.text).to.include('practice software');
    expect(stage.audited().map((line) => line.split(' | ').slice(0, 3).join(' | '))).to.deep.equal([
      'anna | scan retried | 79',
      'anna | scan redelivered | 78',
      'anna | scan withdrawn | 80',
    ]);
  });

  it('files a scan of the review inbox for the patient that a person chose', async () => {
    const at = '/api/clinics/main-street/review/77';
    expect((await post(`${at}/assign`, { patient: 'REF-4711' })).body.error.text).to.include('no such patient');
    stage.known.push(CANARY);
    expect((await post(`${at}/assign`, {})).status).to.equal(400);
    const { body } = await post(`${at}/assign`, { patient: 'REF-4711' });
    expect(body.scans).to.deep.include({ orderId: '77', state: 'listed', match: 'person' });
    expect((await stage.temp.clinic.scans.get(OrderId('77')))?.patient).to.deep.equal(CANARY);
    expect((await stage.ask('GET', at, browser)).status).to.equal(404);
    expect((await post(`${at}/dismiss`)).body.scans.state).to.equal('dismissed');
    expect(stage.audited()).to.deep.equal([
      'anna | scan assigned | 77 | to patient REF-4711 (chart-number-equal, name-equal)',
      'anna | scan dismissed | 77',
    ]);
  });

  it('lets a difference rest, by a name that tells nothing of the patient', async () => {
    const { review } = await get('/api/review');
    const { id } = review.find(({ kind }: any) => kind === 'patient');
    const { clinics } = await get('/api/clinics');
    expect(clinics[0].needsPerson.find(({ kind }: any) => kind === 'patient').key).to.equal(id);
    expect((await post(`/api/clinics/main-street/patients/${id}/dismiss`)).body.patients.state).to.equal('dismissed');
    expect((await post(`/api/clinics/main-street/patients/${id}/retry`)).body.patients.state).to.equal('changed');
    expect((await post('/api/clinics/main-street/patients/REF-4711/dismiss')).status).to.equal(404);
    expect(stage.audited()).to.deep.equal(['anna | patient dismissed | REF-4711', 'anna | patient retried | REF-4711']);
  });

  it('knows no other clinic', async () => {
    for (const path of ['rx/A-1', 'scans/77', 'review/77'])
      expect((await stage.ask('GET', `/api/clinics/elsewhere/${path}`, browser)).status, path).to.equal(404);
  });

  it('shows who did what, the newest first, page by page', async () => {
    await post('/api/clinics/main-street/scans/79/retry');
    await post('/api/clinics/main-street/rx/A-2/dismiss');
    const { audit } = await get('/api/audit?limit=2');
    expect(audit.map(({ action, clinic, actor }: any) => [action, clinic, actor])).to.deep.equal([
      ['rx dismissed', 'main-street', 'anna'],
      ['scan retried', 'main-street', 'anna'],
    ]);
    const { audit: older } = await get(`/api/audit?before=${audit[1].entry}`);
    expect(older.map(({ action }: any) => action)).to.deep.equal(['signed in', 'operator added', 'operator added']);
    expect(older[0].clinic).to.equal(null);
  });

  it('logs of what goes wrong neither the address nor its text', async () => {
    stage.temp.close();
    await stage.ask('GET', '/api/clinics/main-street/rx/Canarina', browser);
    await stage.temp.open();
    expect(JSON.stringify(stage.logger)).not.to.match(/Canarina/);
    expect(stage.logger.lines.length).to.be.greaterThan(0);
  });
});
