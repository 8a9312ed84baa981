import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { call } from '../http/http-client.js';
import { clinicSection, loginAddress, request, SampleClinic, until } from './sample-clinic.js';

interface Status {
  readonly clinics: readonly {
    readonly id: string;
    readonly paired: boolean;
    readonly company: { readonly id: number } | null;
    readonly scans: Readonly<Record<string, number>>;
  }[];
}

const REDIRECT = 'https://chairside.example/pairing/callback';

describe('pairing, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  /** Without the key by which changed settings are told. */
  const vaultNames = async (): Promise<readonly string[]> =>
    Object.keys(
      (JSON.parse(await readFile(join(clinic.folder, 'data', 'vault.json'), 'utf8')) as { entries: object }).entries,
    ).filter((name) => name !== 'audit/configuration');
  const paired = async (): Promise<readonly (number | undefined)[]> =>
    (await clinic.json<Status>('status')).clinics.map((one) => (one.paired ? one.company?.id : undefined));
  const calls = (end: string): number =>
    clinic.simulator.requests().filter(({ path, status }) => path.endsWith(end) && status === 200).length;
  /** Where the login sends the browser. */
  const redirectOf = async (address: string): Promise<string> =>
    (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '';

  it('refuses an account that the login does not list, a refused login, and to guess', async () => {
    clinic = await SampleClinic.open();
    const unknown = await clinic.pair('main-street', '4999');
    expect(unknown.code, unknown.stderr).to.equal(1);
    expect(unknown.stderr).to.include('COMPANY_UNKNOWN');
    expect(unknown.stdout).to.match(/5001 +Sample Practice Main Street/);

    const guessing = clinic.start('pair', 'main-street', '--no-open');
    await fetch(await loginAddress(guessing));
    const guessed = await guessing.ended;
    expect(guessed.code, guessed.stderr).to.equal(2);
    expect(guessed.stderr).to.include('--company');

    clinic.simulator.setSwitches({ authorize: 'deny' });
    const refused = await clinic.pair();
    expect(refused.code, refused.stderr).to.equal(3);
    expect(refused.stderr).to.include('LOGIN_REFUSED');
    expect(await paired()).to.deep.equal([undefined]);
    expect((await clinic.quick('pair', 'nowhere')).code).to.equal(2);
  });

  it("says what iTero warns of in the practice's chart numbers, and pairs all the same", async () => {
    clinic = await SampleClinic.open();
    const names = { firstName: 'Sample', lastName: 'Canine' };
    for (const chartNumber of ['1007', '1007', '']) clinic.simulator.addPatient({ ...names, chartNumber });
    const pairing = await clinic.pair();
    expect(pairing.code, pairing.stderr).to.equal(0);
    expect(pairing.stderr).to.match(/Warning of iTero: .*share a chart number/);
    expect(pairing.stderr).to.match(/Warning of iTero: .*without a chart number/);
    expect(await paired()).to.deep.equal([5001]);
  });

  it('lets the running service take the redirect, and refuses a dead or forged one', async () => {
    clinic = await SampleClinic.open();
    const service = clinic.start('run');
    await until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );
    const pairing = clinic.start('pair', 'main-street', '--no-open', '--company', '5001');
    const address = await redirectOf(await loginAddress(pairing));
    const forged = await fetch(clinic.url('/pairing/callback?code=c-1&state=forged'));
    expect(forged.status).to.equal(400);
    const page = await fetch(address);
    expect([page.status, await page.text()].join(' ')).to.match(/^200 .*Logged in/s);
    const ended = await pairing.ended;
    expect(ended.code, ended.stderr).to.equal(0);
    expect((await fetch(address)).status, 'a state is good once').to.equal(400);
    await until(
      () => calls('/orders/practice') > 0,
      () => service.stderr,
    );
    expect(await paired()).to.deep.equal([5001]);
  });

  it('takes a redirect to an https address: pasted, or passed on to the service', async () => {
    clinic = await SampleClinic.open();
    const itero = { ...clinic.config.itero, redirectUrl: REDIRECT };
    await clinic.configure({ ...clinic.config, itero });
    expect((await clinic.startWith({ input: '\n' }, 'pair', 'main-street', '--paste').ended).code).to.equal(2);
    const forged = clinic.startWith({ input: `${REDIRECT}?code=c&state=s\n` }, 'pair', 'main-street', '--paste');
    expect((await forged.ended).code).to.equal(1);
    const pasting = clinic.startWith({ input: null }, 'pair', 'main-street', '--paste', '--company', '5001');
    pasting.child.stdin?.end(`${await redirectOf(await loginAddress(pasting))}\n`);
    const pasted = await pasting.ended;
    expect(pasted.code, pasted.stderr).to.equal(0);
    expect(await paired()).to.deep.equal([5001]);

    const service = clinic.start('run');
    await until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );
    const again = clinic.start('pair', 'main-street', '--no-open', '--company', '5002');
    const { host, pathname, search } = new URL(await redirectOf(await loginAddress(again)));
    const { http } = clinic.config;
    const answer = await call(http === false ? 0 : http.port, `${pathname}${search}`, { headers: { host } });
    expect(answer.status, answer.body).to.equal(200);
    expect((await again.ended).code).to.equal(0);
    expect(await paired()).to.deep.equal([5002]);
  });

  it('keeps two clinics with accounts of their own apart', async () => {
    clinic = await SampleClinic.open({
      top: { clinics: [clinicSection('main-street'), clinicSection('harbour', 'harbour-')] },
    });
    expect((await clinic.pair()).code).to.equal(0);
    const taken = await clinic.pair('harbour', '5001');
    expect(taken.code, taken.stderr).to.equal(1);
    expect(taken.stderr).to.include('COMPANY_TAKEN');
    const half = await clinic.once();
    expect(half.code, half.stderr).to.equal(3);
    expect((await clinic.pair('harbour', '5002')).code).to.equal(0);

    await clinic.drop('A-1.json', request('A-1'));
    await clinic.drop('A-1.json', request('A-1', { notes: 'of the harbour' }), 'harbour-inbox');
    expect((await clinic.once()).code).to.equal(0);
    const rxs = clinic.simulator.rxs();
    expect(rxs.map(({ body }) => [body['CompanyId'], body['Notes'] ?? null])).to.have.deep.members([
      [5001, null],
      [5002, 'of the harbour'],
    ]);
    clinic.simulator.scan(rxs.find(({ body }) => body['CompanyId'] === 5002)!.rxId);
    expect((await clinic.once()).code).to.equal(0);
    expect(await clinic.files('charts')).to.deep.equal([]);
    expect((await clinic.files('harbour-charts')).some((path) => path.endsWith('.stl'))).to.equal(true);
    expect((await clinic.json<Status>('status')).clinics.map(({ scans }) => scans)).to.deep.equal([{}, { filed: 1 }]);

    // One clinic has something for a person, the other one's share is down: the first of 2, 3, 1, 4 that applies.
    clinic.simulator.addOrder({ firstName: 'Walk', lastName: 'In-Sample', chartNumber: '9' });
    expect((await clinic.once()).code).to.equal(4);
    await rename(join(clinic.folder, 'harbour-inbox'), join(clinic.folder, 'gone'));
    await writeFile(join(clinic.folder, 'harbour-inbox'), 'no folder');
    const down = await clinic.once();
    expect(down.code, down.stderr).to.equal(1);
    expect(down.stderr).to.include('harbour: INBOX_UNREACHABLE').and.to.include('main-street: scan');

    // A key that two clinics know: the person says whose.
    const ambiguous = await clinic.quick('rx', 'withdraw', 'A-1');
    expect(ambiguous.code).to.equal(2);
    expect(ambiguous.stderr).to.include('--clinic');
    expect((await clinic.quick('rx', 'withdraw', 'A-1', '--clinic', 'main-street')).code).to.equal(0);
    expect((await clinic.quick('rx', 'show', 'A-1', '--clinic', 'nowhere')).code).to.equal(2);
    const { rx } = await clinic.json<{ rx: readonly object[] }>('rx', 'list', '--clinic', 'main-street');
    expect(rx).to.have.length(1);
  });

  it('unpairs: tells iTero, erases the tokens, and says so where a pairing is needed', async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.pair()).code).to.equal(0);
    expect(await vaultNames()).to.include('itero/main-street/tokens');
    const unpaired = await clinic.cli('unpair', 'main-street');
    expect(unpaired.code, unpaired.stderr).to.equal(0);
    expect([calls('/unpair'), calls('/revoke') > 0]).to.deep.equal([1, true]);
    expect(await vaultNames()).to.deep.equal([]);
    const practice = await clinic.quick('practice', 'main-street');
    expect([practice.code, practice.stdout]).to.deep.equal([3, '']);
    expect((await clinic.once()).code).to.equal(3);
    expect(await paired()).to.deep.equal([undefined]);

    // Also while iTero is away, which is no success, and for a clinic that left the configuration.
    expect((await clinic.pair()).code).to.equal(0);
    await clinic.configure({ ...clinic.config, clinics: [clinicSection('harbour')] });
    await clinic.simulator.stop();
    const alone = await clinic.quick('unpair', 'main-street');
    expect(alone.code, alone.stderr).to.equal(1);
    expect(alone.stderr).to.include('CLOUD_UNREACHABLE');
    expect(await vaultNames()).to.deep.equal([]);
    await clinic.simulator.resume();
    expect((await clinic.pair('harbour')).code).to.equal(0);
  });

  it('says that iTero ended the pairing', async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.pair()).code).to.equal(0);
    clinic.simulator.expireAccessTokens();
    clinic.simulator.revokeRefreshTokens();
    expect((await clinic.once()).code).to.equal(3);
    const check = await clinic.quick('check');
    expect([check.code, check.stdout.includes('chairside pair main-street')]).to.deep.equal([3, true]);
    expect((await clinic.pair()).code).to.equal(0);
    expect((await clinic.once()).code).to.equal(0);
  });
});
