import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { SystemClock } from '../../dist/log/system-clock.js';
import { openVault } from '../../dist/vault/open-vault.js';
import { CRASH_SIGNAL, failingOptions } from './failing.js';
import { Needles } from './needles.js';
import { clinicSection, request, SampleClinic, until } from './sample-clinic.js';

const SECRETS = {
  clientSecret: 'canary-Aurum-4711',
  database: 'canary-Borium-4712',
  developerKey: 'canary-Cuprum-4713',
  customerKey: 'canary-Dubnium-4714',
  stored: 'canary-Einsteinium-4715',
};
/** Where a secret may stand: what the operator wrote, and the last good copy of it. */
const HOMES = /^(chairside\.yaml|od-password|data\/config\.last-good\.yaml)$/;

describe('secrets, by the command line', () => {
  let clinic: SampleClinic;
  let outputs: Map<string, string | Buffer>;
  let env: Record<string, string>;
  afterEach(() => clinic.close());

  const command = async (args: readonly string[], input?: string): Promise<number | null> => {
    const ended = await clinic.startWith({ env, ...(input !== undefined && { input }) }, ...args).ended;
    outputs.set(`${args.join(' ')} (${outputs.size})`, ended.stdout + ended.stderr);
    return ended.code;
  };

  /** Everything that stands in the vault, by its own code. */
  const vaultEntries = async (): Promise<readonly string[]> => {
    const dataDir = join(clinic.folder, 'data');
    const vault = await openVault('file', dataDir, new SystemClock());
    const { entries } = JSON.parse(await readFile(join(dataDir, 'vault.json'), 'utf8')) as { entries: object };
    return Promise.all(Object.keys(entries).map(async (name) => (await vault.get(name)) ?? ''));
  };

  /** A clinic whose secrets come from the environment, a file and the vault; a second one whose database nobody can reach. */
  const open = async (): Promise<void> => {
    outputs = new Map();
    clinic = await SampleClinic.open({ simulator: { clientSecret: SECRETS.clientSecret } });
    env = { CHAIRSIDE_LOG: 'debug', ITERO: SECRETS.clientSecret, TMPDIR: join(clinic.folder, 'tmp') };
    await mkdir(env['TMPDIR']!);
    await writeFile(join(clinic.folder, 'od-password'), `${SECRETS.database}\n`, { mode: 0o600 });
    const openDental = {
      use: 'opendental',
      database: { host: '127.0.0.1', port: 9, user: 'chairside', password: '${file:od-password}' },
      files: { via: 'api', category: 'Photos' },
      api: { baseUrl: 'http://127.0.0.1:9', developerKey: '${vault:OD_DEV}', customerKey: '${vault:OD_CUST}' },
    };
    await clinic.configure({
      ...clinic.config,
      itero: { ...clinic.config.itero, clientSecret: '${ITERO}' },
      clinics: [clinicSection('main-street'), { id: 'other', adapter: openDental }],
      webhook: { port: 0, publicUrl: 'https://practice.example' },
    });
  };

  it('stand nowhere but in the vault and where the operator put them, whatever is done and whatever fails', async () => {
    await open();
    expect(await command(['check']), 'the vault lacks two').to.equal(2);
    for (const [name, value] of [
      ['OD_DEV', SECRETS.developerKey],
      ['OD_CUST', SECRETS.customerKey],
      ['UNUSED', SECRETS.stored],
    ] as const)
      expect(await command(['secret', 'set', name], `${value}\n`)).to.equal(0);

    const pairing = clinic.startWith({ env }, 'pair', 'main-street', '--no-open', '--company', '5001');
    await until(() => /https?:\/\/\S+authorize\S+/.test(pairing.stdout));
    outputs.set('arguments of pair', await readFile(`/proc/${pairing.child.pid}/cmdline`).catch(() => ''));
    await fetch(/https?:\/\/\S+authorize\S+/.exec(pairing.stdout)![0]);
    const paired = await pairing.ended;
    expect(paired.code, paired.stderr).to.equal(0);
    outputs.set('pair', paired.stdout + paired.stderr);
    const first = await vaultEntries();

    const reports = join(clinic.folder, 'reports');
    const service = clinic.startWith(
      {
        env: {
          ...env,
          ...failingOptions({ words: SECRETS.stored, reports, diskFull: join(clinic.folder, 'nowhere') }),
        },
      },
      'run',
    );
    await until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );
    clinic.simulator.expireAccessTokens();
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    const second = await vaultEntries();
    expect(second, 'new tokens came').not.to.deep.equal(first);
    for (const path of ['/metrics', '/healthz', '/pairing/callback?code=x&state=y'])
      outputs.set(path, await (await fetch(clinic.url(path))).text());
    for (const args of [
      ['check'],
      ['check', '--json'],
      ['status'],
      ['audit'],
      ['practice', 'main-street'],
      ['rx', 'list', '--json'],
      ['config', 'schema'],
    ])
      await command(args);
    clinic.simulator.revokeRefreshTokens();
    clinic.simulator.faults.add({ match: { path: '/oauth' }, do: { status: 401, echo: true } });
    await until(
      () => service.stderr.includes('paired again') || /PAIRING_ENDED|CREDENTIALS_REFUSED/.test(service.stderr),
      () => service.stderr,
    );
    for (const args of [['status'], ['check'], ['unpair', 'main-street'], ['practice', 'main-street']])
      await command(args);
    outputs.set('arguments of run', await readFile(`/proc/${service.child.pid}/cmdline`).catch(() => ''));
    service.child.kill(CRASH_SIGNAL);
    const crashed = await service.ended;
    outputs.set('run', crashed.stdout + crashed.stderr);
    expect(crashed.code).to.equal(1);
    expect(crashed.stderr)
      .to.match(/^UNEXPECTED: /m)
      .and.to.match(/^ {2}Error .*failing\.js:\d+:\d+/m);

    await clinic.configure({
      clinics: [{ id: 'x', adapter: { use: 'filesystem', inbox: { secret: SECRETS.stored } }, rx: SECRETS.stored }],
      itero: SECRETS.clientSecret,
      http: { port: SECRETS.stored },
      vault: SECRETS.stored,
      dataDir: './data',
    });
    expect(await command(['check'])).to.equal(2);
    await writeFile(join(clinic.folder, 'chairside.yaml'), `itero: { clientSecret: "${SECRETS.clientSecret}\n  x: [`);
    expect(await command(['check'])).to.equal(2);

    const tokens = [...first, ...second].flatMap((entry) => entry.match(/[\w-]{16,}/g) ?? []);
    expect(tokens.length, 'the tokens and the webhook’s secret are looked for too').to.be.greaterThan(4);
    const needles = new Needles([...Object.values(SECRETS), ...tokens]);
    expect(needles.inTexts(outputs)).to.deep.equal([]);
    expect(await needles.inFiles(clinic.folder, HOMES)).to.deep.equal([]);
    expect(await readdir(reports).catch(() => []), 'no diagnostic report').to.deep.equal([]);
    const left = await readdir(env['TMPDIR']!);
    expect(left.filter((name) => name !== 'node-compile-cache')).to.deep.equal([]);
  });

  it('that stand in the configuration itself are warned of, with no word of theirs', async () => {
    await open();
    await clinic.configure({
      ...clinic.config,
      network: { proxy: `http://chairside:${SECRETS.stored}@127.0.0.1:9` },
      itero: { ...clinic.config.itero, clientSecret: SECRETS.clientSecret },
    });
    await chmod(join(clinic.folder, 'chairside.yaml'), 0o644);
    const { stdout } = await clinic.quick('check');
    expect(stdout)
      .to.match(/itero\.clientSecret: a secret stands in the file/)
      .and.to.match(/network\.proxy: a secret stands/);
    if (process.platform !== 'win32')
      expect(stdout).to.match(/^warning +secrets: .*chairside\.yaml can be read by everybody.* -> chmod 600 /m);
    expect(new Needles(Object.values(SECRETS)).in(stdout)).to.deep.equal([]);
  });

  it('and patient data can be read by the service’s account alone; check and the log say where that is not so', async function () {
    if (process.platform === 'win32') this.skip();
    await open();
    await clinic.configure(clinic.config);
    await clinic.pair();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    const data = join(clinic.folder, 'data');
    expect((await stat(data)).mode & 0o777).to.equal(0o700);
    for (const name of ['ledger.db', 'vault.json', 'vault.key'])
      expect((await stat(join(data, name))).mode & 0o777, name).to.equal(0o600);

    expect((await clinic.quick('check')).stdout).not.to.match(/dataDir: .* can be read by/);
    await chmod(data, 0o750);
    expect((await clinic.quick('check')).stdout).to.match(/^warning +dataDir: .* by its group.* -> chmod 700 /m);
    await chmod(data, 0o755);
    const check = await clinic.quick('check');
    expect(check.stdout).to.match(/^problem +dataDir: .* by everybody.* -> chmod 700 /m);
    expect(check.code).to.equal(4);
    expect((await clinic.once()).stderr).to.include('FILES_EXPOSED');
    await chmod(join(data, 'vault.key'), 0o644);
    const refused = await clinic.quick('status');
    expect(refused.stderr).to.match(/^VAULT_FAILED: .*other accounts can read its key file/m);
    expect(refused.code).not.to.equal(0);
  });
});
