import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse } from 'yaml';
import { clinicSection, request, SampleClinic, until, type Running } from './sample-clinic.js';

/** Every key that the configuration has, with the values that its description gives as examples. */
const WHOLE = `
dataDir: ./data
vault: file
http: { host: 127.0.0.1, port: 8478 }
webhook: { host: 127.0.0.1, port: "\${WEBHOOK_PORT}", publicUrl: https://hooks.example }
network: { proxy: null, caFile: null }
itero:
  clientId: my-app
  clientSecret: \${ITERO_CLIENT_SECRET}
  clientAuth: body
  loginPage: https://login.example/authorize
  oauthBase: https://login.example/oauth
  baseUrl: https://api.example
  discovery: { v2: https://api.example/discovery, v3: https://api.example/discovery/v3 }
  redirectUrl: http://127.0.0.1:8478/pairing/callback
  allowedHosts: [example]
  paths: { token: /token, revoke: /revoke, companies: /companies, pair: /pair, unpair: /unpair }
  scope: ""
  authorizeParams: { prompt: login }
  usePkce: false
clinics:
  - id: main-street
    adapter:
      use: filesystem
      inbox: ./inbox
      outbox: ./outbox
      charts: ./charts
      roster: ./patients.csv
      layout: "{chartNumber}_{lastName}_{firstName}/{scanDate}_{orderId}"
      settle: 2s
      watch: auto
      retention: 30d
      csv: { delimiter: auto, dateFormat: auto, encoding: auto, columns: { chartNumber: PATNR } }
    rx:
      defaults: { doctorId: 77, labId: 9, procedureMapId: 30 }
      doctors: { "DrSmith": 77 }
      procedures: { "D2740": 30, "D99*": { procedureMapId: 8, labId: 9 }, "D8080": false }
      sendTo: lab
      onUncertainSubmit: hold
      sendLicenseNumber: false
      maxWithdrawalsPerRound: 20
    scans:
      since: 2026-01-01
      lookback: 90d
      assets: [IDE, IMAGE_GALLERY, SCREEN_CAPTURE]
    patients: { pushUpdates: false, updateById: "\${UPDATE_BY_ID}" }
    poll: { trigger: "\${TRIGGER}", orders: 60s, captures: 30m, sweep: 24h }
    retry: { maxAttempts: 12, baseDelay: 2s, maxDelay: 30m, notReady: [2m, 2m, 4m, 8m, 15m, 30m] }
`;
const ENVIRONMENT = { ITERO_CLIENT_SECRET: 'sample', WEBHOOK_PORT: '9000', UPDATE_BY_ID: 'true', TRIGGER: '30s' };

interface Problems {
  readonly version: number;
  readonly problems: readonly { readonly level: string; readonly path?: string; readonly text: string }[];
}

describe('faults of the configuration, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  const write = (text: string): Promise<void> => writeFile(join(clinic.folder, 'chairside.yaml'), text);
  const written = (): Promise<string> => readFile(join(clinic.folder, 'chairside.yaml'), 'utf8');
  const listening = (service: Running): Promise<void> =>
    until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );

  it('takes every key there is, and the schema for editors takes them too', async () => {
    clinic = await SampleClinic.open();
    await write(WHOLE);
    const listed = await clinic.startWith({ env: ENVIRONMENT }, 'rx', 'list', '--json').ended;
    expect(listed.code, listed.stderr).to.equal(0);

    const printed = await clinic.quick('config', 'schema');
    expect(printed.code, printed.stderr).to.equal(0);
    const accepts = new Ajv2020({ allErrors: true }).compile(JSON.parse(printed.stdout) as object);
    expect(accepts(parse(WHOLE)), JSON.stringify(accepts.errors)).to.equal(true);
    expect(accepts(clinic.config), JSON.stringify(accepts.errors)).to.equal(true);
    for (const [key, wrong] of [
      ['settle: 2s', 'setle: 2s'],
      ['sweep: 24h', 'sweep: a day'],
      ['vault: file', 'vault: paper'],
      ['port: 8478', 'port: web'],
      ['updateById: "${UPDATE_BY_ID}"', 'updateById: maybe'],
    ] as const)
      expect(accepts(parse(WHOLE.replace(key, wrong))), wrong).to.equal(false);
  });

  it('lists every problem at once with its path, and the known key that an unknown one is like', async () => {
    clinic = await SampleClinic.open();
    await write(
      WHOLE.replace('dataDir:', 'dataDri:')
        .replace('settle: 2s', 'setle: 2s')
        .replace('orders: 60s', 'orders: sixty')
        .replace('doctorId: 77', 'doctorId: "77"'),
    );
    const paths = ['dataDri', 'clinics[0].adapter.setle', 'clinics[0].rx.defaults.doctorId', 'clinics[0].poll.orders'];
    const refused = await clinic.startWith({ env: ENVIRONMENT }, 'status', '--json').ended;
    expect([refused.code, refused.stdout]).to.deep.equal([2, '']);
    for (const path of paths) expect(refused.stderr).to.include(path);
    const checked = await clinic.startWith({ env: ENVIRONMENT }, 'check', '--json').ended;
    expect(checked.code).to.equal(2);
    const { problems } = JSON.parse(checked.stdout) as Problems;
    expect(problems.map(({ path }) => path)).to.deep.equal(paths);
    expect(problems[0]?.text).to.include('dataDir');
    expect(problems[1]?.text).to.include('settle');
    expect((await clinic.startWith({ env: ENVIRONMENT }, 'run').ended).code, 'no good copy yet').to.equal(2);

    await write(WHOLE.replace('http: {', 'http: ['));
    const broken = await clinic.json<Problems>('check');
    expect(
      broken.problems.map(({ text }) => text.slice(0, 7)),
      'what follows from it is left out',
    ).to.deep.equal(['line 4:']);
  });

  it('takes secrets from a file and from the vault, and warns of one in the open', async () => {
    clinic = await SampleClinic.open();
    const open = await clinic.quick('rx', 'list');
    expect([open.code, open.stderr.includes('itero.clientSecret')]).to.deep.equal([0, true]);
    const text = await written();
    await write(text.replace('clientSecret: simulated-secret', 'clientSecret: ${vault:ITERO}'));
    const missing = await clinic.quick('rx', 'list');
    expect(missing.code).to.equal(2);
    expect(missing.stderr).to.include('chairside secret set ITERO');
    expect((await clinic.startWith({ input: '' }, 'secret', 'set', 'ITERO').ended).code).to.equal(2);
    expect((await clinic.startWith({ input: 'x\n' }, 'secret', 'set', '../x').ended).code).to.equal(2);
    const set = await clinic.startWith({ input: 'simulated-secret\n' }, 'secret', 'set', 'ITERO').ended;
    expect([set.code, set.stdout]).to.deep.equal([0, '']);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
    expect(paired.stderr).to.not.include('clientSecret');

    await mkdir(join(clinic.folder, 'secrets'));
    await writeFile(join(clinic.folder, 'secrets', 'itero'), 'simulated-secret\n');
    await write(text.replace('clientSecret: simulated-secret', 'clientSecret: ${file:secrets/itero}'));
    clinic.simulator.expireAccessTokens();
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
  });

  it('runs as a service on the last good copy while the file has a fault, and shows it', async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.pair()).code).to.equal(0);
    const good = clinic.start('run');
    await listening(good);
    expect((await fetch(clinic.url('/healthz'))).status).to.equal(200);
    expect((await good.stop()).code).to.equal(0);

    await write(`${await written()}\nvault: paper\nvault: file\n`);
    expect((await clinic.once()).code, 'a round has nobody to show it').to.equal(2);
    const service = clinic.start('run');
    await listening(service);
    expect((await fetch(clinic.url('/healthz'))).status).to.equal(503);
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      () => clinic.simulator.rxs().length === 1,
      () => service.stderr,
    );
    expect((await service.stop()).code).to.equal(0);
  });

  it('leaves out the clinic that has a fault, and no other', async () => {
    clinic = await SampleClinic.open({
      top: { clinics: [clinicSection('main-street'), clinicSection('harbour', 'h-')] },
    });
    expect((await clinic.pair()).code).to.equal(0);
    const broken = { ...clinicSection('harbour', 'h-'), pol: { orders: '1m' } };
    await clinic.configure({ ...clinic.config, clinics: [clinicSection('main-street'), broken] });
    await clinic.drop('A-1.json', request('A-1'));
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(2);
    expect(round.stderr).to.include('clinics[1].pol').and.to.include('poll');
    expect(clinic.simulator.rxs()).to.have.length(1);
    const service = clinic.start('run');
    await listening(service);
    expect((await fetch(clinic.url('/healthz'))).status).to.equal(503);
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await until(
      async () => (await clinic.files('charts')).some((path) => path.endsWith('current.json')),
      () => service.stderr,
    );
    const check = await clinic.quick('check');
    expect(check.code, check.stdout).to.equal(2);
    expect(check.stdout).to.include('main-street: pairing: paired with');
    const { clinics } = await clinic.json<{ clinics: readonly { readonly id: string }[] }>('status');
    expect(clinics.map(({ id }) => id)).to.deep.equal(['main-street']);
    for (const command of [
      ['rx', 'list'],
      ['scans', 'list'],
      ['practice', 'main-street'],
      ['rx', 'dismiss', 'A-1'],
    ]) {
      const { code, stderr } = await clinic.quick(...command);
      expect([code, stderr.includes('clinics[1].pol')], command.join(' ')).to.deep.equal([0, true]);
    }
    expect((await clinic.quick('rx', 'list', '--clinic', 'harbour')).code).to.equal(2);
    await clinic.configure({ ...clinic.config, clinics: [broken] });
    expect((await clinic.quick('status')).code, 'none is left').to.equal(2);
  });
});
