import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { ConfigSource } from '../../dist/config/config-source.js';
import { loadConfig, parseConfig, type LoadedConfig } from '../../dist/config/load-config.js';
import { problemLine } from '../../dist/config/problem.js';
import { CLINICS, ITERO, READERS } from './sample.js';

const parse = (text: string, readers = READERS): Promise<LoadedConfig> =>
  parseConfig(new ConfigSource('/practice/chairside.yaml', text), readers);
const said = (loaded: LoadedConfig): string[] => loaded.problems.map(({ path, message }) => `${path}: ${message}`);

describe('reading the configuration', () => {
  it('fills in every default', async () => {
    const { config, problems, warnings } = await parse(ITERO + CLINICS);
    expect(problems).to.deep.equal([]);
    expect(warnings).to.deep.equal([]);
    expect(config).to.deep.include({
      file: resolve('/practice/chairside.yaml'),
      dataDir: resolve('/practice/data'),
      vault: 'file',
      http: {
        host: '127.0.0.1',
        port: 8478,
        names: [],
        tls: undefined,
        session: { idle: 900_000, longest: 43_200_000 },
      },
      webhook: false,
      network: { proxy: null, caFile: null },
    });
    expect(config!.itero).to.deep.equal({
      clientId: 'my-app',
      clientSecret: 'from-the-environment',
      clientAuth: 'body',
      loginPage: 'https://login.example/authorize',
      oauthBase: 'https://login.example/oauth',
      baseUrl: 'https://api.example',
      redirectUrl: 'http://127.0.0.1:8478/pairing/callback',
      allowedHosts: ['example'],
      paths: { token: '/token', revoke: '/revoke', companies: '/companies', pair: '/pair', unpair: '/unpair' },
      scope: '',
      authorizeParams: {},
      usePkce: false,
    });
    const [clinic] = config!.clinics;
    expect(clinic!.adapter).to.deep.equal({
      use: 'filesystem',
      options: { inbox: './inbox', charts: './charts', horizonDays: 3 },
      isolation: 'none',
      memoryLimit: undefined,
      startWithin: 60_000,
    });
    const minute = 60_000;
    expect(clinic!.policy).to.deep.equal({
      rx: {
        defaults: {},
        doctors: {},
        procedures: {},
        sendTo: 'lab',
        onUncertainSubmit: 'hold',
        sendLicenseNumber: false,
        maxWithdrawalsPerRound: 20,
      },
      scans: { lookback: 90 * 24 * 60 * minute, assets: ['export', 'gallery', 'captures'] },
      patients: { pushUpdates: false, updateById: false },
      poll: { trigger: minute / 2, orders: minute, captures: 30 * minute, sweep: 24 * 60 * minute },
      retry: {
        maxAttempts: 12,
        baseDelay: 2_000,
        maxDelay: 30 * minute,
        notReady: [2, 2, 4, 8, 15, 30].map((count) => count * minute),
      },
    });
  });

  it('reads a clinic in the terms of the flows', async () => {
    const { config, problems } = await parse(`${ITERO}clinics:
  - id: a
    adapter: { use: filesystem, inbox: i, charts: c }
    rx:
      doctors: { DrSmith: 77, 5: 78 }
      procedures: { D2740: 30, "D99*": { procedureMapId: 8, labId: 9 }, D8080: false }
    scans: { since: 2026-01-01, assets: [SCREEN_CAPTURE, IDE] }
    retry: { maxDelay: 3m, notReady: [500ms, 4m] }
`);
    expect(problems).to.deep.equal([]);
    const { policy } = config!.clinics[0]!;
    expect(policy.rx.doctors).to.deep.equal({ DrSmith: 77, '5': 78 });
    expect(policy.rx.procedures).to.deep.equal({
      D2740: { procedureMapId: 30 },
      'D99*': { procedureMapId: 8, labId: 9 },
      D8080: false,
    });
    expect(policy.scans.since).to.equal(new Date(2026, 0, 1).getTime());
    expect(policy.scans.assets).to.deep.equal(['captures', 'export']);
    expect(policy.retry.notReady).to.deep.equal([500, 180_000]);
  });

  it('lists every problem at once, with its line and the nearest known key', async () => {
    const loaded = await parse(`dataDirr: ./data
vault: safe
http: { host: 0.0.0.0, prt: 1 }
webhook: { port: 9000, publicUrl: http://practice.example/x }
network: { proxy: "socks://p:1" }
itero:
  clientId: my-app
  clientAuth: header
  loginPage: http://login.example/
  oauthBase: https://login.other/oauth
  baseUrl: https://api.example
  redirectUrl: https://practice.example/#x
  allowedHosts: [example, "*.x"]
clinics:
  - id: Main Street
    adapter: { use: filesystem, inbx: ./inbox, charts: ./charts }
    rx: { doctors: { "Dr": many }, procedures: { "D*9": 1, D1: yes } }
    poll: { orders: 60 }
    scans: { since: 2026-02-30, lookback: 0d }
`);
    expect(loaded.config).to.equal(undefined);
    expect(said(loaded)).to.have.members([
      'dataDirr: this key is not known; the nearest known one is dataDir',
      'vault: Invalid option: expected one of "file"|"keyring"',
      'http.host: a host other than this computer needs http.tls with cert and key',
      'http.prt: this key is not known; the nearest known one is port',
      'webhook.publicUrl: expected an https address (http only to this computer)',
      'network.proxy: expected the address of a proxy, http://… or https://…',
      'itero.clientAuth: Invalid option: expected one of "body"|"basic"',
      'itero.clientSecret: this is missing',
      'itero.loginPage: expected an https address (http only to this computer)',
      'itero.oauthBase: the host of this address is not in itero.allowedHosts, so no token may go there',
      'itero.redirectUrl: a redirect address has no #',
      'itero.allowedHosts[1]: expected a host name such as itero.com, without scheme, port or *',
      'clinics[0].id: expected up to 40 small letters, digits and -',
      'clinics[0].adapter.inbox: this is missing',
      'clinics[0].adapter.inbx: this key is not known; the nearest known one is inbox',
      'clinics[0].rx.doctors.Dr: expected a number',
      'clinics[0].rx.procedures["D*9"]: a * may only stand at the end of a code',
      'clinics[0].rx.procedures.D1: expected an id, { procedureMapId, labId, mode }, { procedure, type, sendTo, labId, mode } or false',
      'clinics[0].poll.orders: expected a text',
      'clinics[0].scans.since: there is no such day',
      'clinics[0].scans.lookback: expected more than nothing',
    ]);
    const unknown = loaded.problems.find(({ path }) => path === 'http.prt')!;
    expect(unknown).to.deep.include({ line: 3, nearest: 'port' });
    expect(loaded.problems.find(({ path }) => path === 'itero.clientSecret')!.line).to.equal(6);
    expect(loaded.problems.find(({ path }) => path === 'clinics[0].poll.orders')!.line).to.equal(18);
    expect(problemLine(unknown)).to.equal('line 3, http.prt: this key is not known; the nearest known one is port');
  });

  it('disables only the clinic that has a fault', async () => {
    const { config, problems } = await parse(`${ITERO}${CLINICS}  - id: oak-road
    adapter: { use: nowhere }
  - id: elm-road
    adapter: { use: filesystem, inbox: i, charts: c, database: { host: h, password: "\${vault:MISSING}" } }
`);
    expect(config!.clinics.map(({ id }) => id)).to.deep.equal(['main-street']);
    expect(problems.map(({ path, clinicIndex }) => [path, clinicIndex])).to.deep.equal([
      ['clinics[1].adapter.use', 1],
      ['clinics[2].adapter.database.password', 2],
    ]);
  });

  it('disables all clinics that share an id', async () => {
    const { config, problems } = await parse(`${ITERO}${CLINICS}${CLINICS.replace('clinics:\n', '')}`);
    expect(config!.clinics).to.deep.equal([]);
    expect(problems.map(({ path }) => path)).to.deep.equal(['clinics[0].id', 'clinics[1].id']);
  });

  it('takes values from the environment, from files and from the vault', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-config-'));
    try {
      await writeFile(join(folder, 'secret.txt'), 'from-a-${FILE}\n');
      const file = join(folder, 'chairside.yaml');
      const asked: string[] = [];
      await writeFile(
        file,
        `dataDir: \${DATA}
http: { port: "\${PORT}" }
${ITERO.replace('${ITERO_CLIENT_SECRET}', '${file:secret.txt}')}clinics:
  - id: a
    adapter: { use: filesystem, inbox: "in-\${PORT}-\${DAYS}", charts: c, horizonDays: "\${DAYS}", database: { host: h, password: "\${vault:OD_PASSWORD}" } }
`,
      );
      const { config, problems, warnings } = await loadConfig(file, {
        ...READERS,
        env: { ...READERS.env, DATA: 'elsewhere' },
        openVault: (kind, dataDir) => {
          asked.push(`${kind} ${dataDir}`);
          return READERS.openVault(kind, dataDir);
        },
      });
      expect(problems).to.deep.equal([]);
      expect(warnings).to.deep.equal([]);
      expect(asked).to.deep.equal([`file ${join(folder, 'elsewhere')}`]);
      expect(config!.itero.clientSecret).to.equal('from-a-${FILE}');
      expect(config!.http).to.deep.include({ port: 9_000 });
      expect(config!.clinics[0]!.adapter.options).to.deep.equal({
        inbox: 'in-9000-7',
        charts: 'c',
        horizonDays: 7,
        database: { host: 'h', password: 'from-the-vault' },
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('says what a placeholder lacks', async () => {
    const loaded = await parse(
      `dataDir: \${vault:WHERE}\n${ITERO.replace('${ITERO_CLIENT_SECRET}', '${NOT_SET}').replace('my-app', '${file:none.txt}')}${CLINICS}`,
    );
    expect(said(loaded)).to.deep.equal([
      'dataDir: this says where the vault is, so it cannot come from the vault',
      'itero.clientId: the file of ${file:none.txt} cannot be read (ENOENT)',
      'itero.clientSecret: the environment variable NOT_SET is not set',
    ]);
  });

  it('reports a vault that cannot be opened at the place that needs it', async () => {
    const openVault = (): Promise<never> =>
      Promise.reject(new ChairsideError('VAULT_FAILED', { detail: 'its key is missing' }));
    const loaded = await parse(ITERO.replace('${ITERO_CLIENT_SECRET}', '"${vault:ITERO}"') + CLINICS, {
      ...READERS,
      openVault,
    });
    expect(said(loaded)[0]).to.match(/^itero\.clientSecret: The vault cannot be opened.*its key is missing/);
  });

  it('warns of a literal secret and never repeats it', async () => {
    const secret = 'Tr0ub4dor';
    const text = ITERO.replace('${ITERO_CLIENT_SECRET}', secret) + CLINICS;
    const { warnings, config } = await parse(text);
    expect(warnings.map(({ path, line }) => [path, line])).to.deep.equal([['itero.clientSecret', 3]]);
    expect(config).not.to.equal(undefined);
    const broken = await parse(text.replace(`clientSecret: ${secret}`, `clientSecret: "${secret}" "${secret}" [`));
    expect(broken.problems).not.to.deep.equal([]);
    expect(JSON.stringify([warnings, broken.problems])).not.to.include(secret);
  });

  it('reports what is no YAML by line, and a key that stands twice', async () => {
    const { problems, config } = await parse(`${ITERO}vault: file\nvault: file\n`);
    expect(config).to.equal(undefined);
    expect(problems).to.deep.equal([{ path: '', line: 9, message: 'this key stands twice' }]);
  });

  it('reports an empty file, a file of another kind, and one that is not there', async () => {
    expect(said(await parse(''))).to.have.members(['itero: this is missing', 'clinics: this is missing']);
    expect((await parse('- a\n- b\n')).config).to.equal(undefined);
    const { problems } = await loadConfig('/nowhere/chairside.yaml', READERS);
    expect(problems[0]!.message).to.include('ENOENT');
  });
});
