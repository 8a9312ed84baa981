import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { call } from '../http/http-client.js';
import { clinicSection, request, SampleClinic, until, type Running } from './sample-clinic.js';

/** So long that only a notification explains what happens within a test. */
const HOURLY = { poll: { trigger: '200ms', orders: '1h', captures: '1h' } };

describe('the webhook, by the command line', () => {
  let clinic: SampleClinic;
  let port: number;
  afterEach(() => clinic.close());

  const open = async (publicUrl?: string, clinics: readonly string[] = ['main-street']): Promise<void> => {
    port = await freePort();
    const webhook = { host: '127.0.0.1', port, publicUrl: publicUrl ?? `http://127.0.0.1:${port}` };
    clinic = await SampleClinic.open({
      top: {
        webhook,
        clinics: clinics.map((id, index) => clinicSection(id, index === 0 ? '' : `${id}-`, { clinic: HOURLY })),
      },
    });
  };
  const pair = async (id = 'main-street', company = '5001'): Promise<string> => {
    const { code, stdout, stderr } = await clinic.pair(id, company);
    expect(code, stderr).to.equal(0);
    return stdout + stderr;
  };
  /** The addresses that were given in pairing, oldest first. */
  const given = (): readonly unknown[] =>
    clinic.simulator
      .requests()
      .filter(({ path }) => path.endsWith('/pair'))
      .map(({ body }) => (body as { readonly callbackUrl?: unknown }).callbackUrl);
  const polls = (): number =>
    clinic.simulator.requests().filter(({ path }) => path.endsWith('/orders/practice')).length;
  const start = async (env: Readonly<Record<string, string>> = {}): Promise<Running> => {
    const service = clinic.startWith({ env }, 'run');
    await until(
      () => service.stderr.includes('Listening for notifications') && polls() > 0,
      () => service.stderr,
    );
    return service;
  };
  const filed = (service: Running, count: number): Promise<void> =>
    until(
      async () => (await clinic.files('charts')).filter((path) => path.endsWith('current.json')).length === count,
      () => service.stderr,
    );
  const post = async (address: string, body: string | Buffer): Promise<number> =>
    (await call(port, new URL(address).pathname, { method: 'POST' }, body)).status;

  it('gives iTero an address of its own for each clinic in pairing, and tells its secret to nobody else', async () => {
    await open('https://hooks.example/itero/', ['main-street', 'harbour']);
    const said = [await pair(), await pair('harbour', '5002'), await pair('harbour', '5002')];
    const addresses = given().map(String);
    for (const address of addresses)
      expect(address).to.match(/^https:\/\/hooks\.example\/itero\/webhook\/[A-Za-z0-9_-]{43}$/);
    const [main, harbour, again] = addresses;
    expect(main).to.not.equal(harbour);
    expect(again).to.equal(harbour);
    const service = await start();
    const secrets = addresses.map((address) => address.split('/').at(-1)!);
    // The proxy in front takes its own part of the path off.
    expect(await post(`http://127.0.0.1/webhook/${secrets[0]}`, '{}')).to.equal(200);
    const { stderr } = await service.stop();
    expect(stderr, 'only at debug').to.not.include('A notification came');
    const vault = await readFile(join(clinic.folder, 'data', 'vault.json'), 'utf8');
    for (const secret of secrets) for (const text of [...said, stderr, vault]) expect(text).to.not.include(secret);
  });

  it('is checked to be at the address that iTero was given when the clinic was paired', async () => {
    clinic = await SampleClinic.open();
    await pair();
    const checked = async (webhook: object | false): Promise<string> => {
      await clinic.configure({ ...clinic.config, webhook });
      const { code, stdout } = await clinic.quick('check');
      expect(code, stdout).to.equal(0);
      return stdout;
    };
    port = await freePort();
    const webhook = { host: '127.0.0.1', port, publicUrl: 'https://hooks.example/itero' };
    expect(await checked(false)).to.not.include(': webhook:');
    const before = await checked(webhook);
    expect(before).to.match(/^warning +main-street: webhook: .*given no address.* -> .*chairside pair main-street$/m);
    await pair();
    const paired = await checked(webhook);
    expect(paired).to.match(/^ok +main-street: webhook: .*https:\/\/hooks\.example\/itero/m);
    const moved = await checked({ ...webhook, publicUrl: 'https://moved.example' });
    expect(moved).to.match(/^warning +main-street: webhook: .*hooks\.example.*moved\.example now -> .*chairside pair/m);
    await checked({ ...webhook, publicUrl: `http://127.0.0.1:${port}` });
    await pair();
    const local = await checked({ ...webhook, publicUrl: `http://127.0.0.1:${port}` });
    expect(local).to.match(/^warning +main-street: webhook: .*iTero cannot call/m);
    const secrets = given().map((address) => String(address).split('/').at(-1)!);
    for (const text of [before, paired, moved, local])
      for (const secret of secrets) expect(text).to.not.include(secret);
  });

  it('gives no address where no webhook is configured', async () => {
    clinic = await SampleClinic.open();
    await pair();
    expect(given()).to.deep.equal([undefined]);
  });

  it('brings a scan and its later revision home long before the poll would, and a flood costs a poll a second', async () => {
    await open();
    await pair();
    const service = await start();
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    const { orderId } = clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await filed(service, 1);
    const { url, status, body } = clinic.simulator.webhooks()[0]!;
    expect([url, status]).to.deep.equal([given()[0], 200]);

    clinic.simulator.rescan(orderId);
    await until(
      async () => (await clinic.files('charts')).some((path) => path.endsWith('/r2/scan.json')),
      () => service.stderr,
    );

    const before = polls();
    const began = Date.now();
    const statuses: number[] = [];
    for (let burst = 0; burst < 20; burst += 1)
      statuses.push(...(await Promise.all(Array.from({ length: 50 }, () => post(url, JSON.stringify(body))))));
    expect(statuses.filter((each) => each !== 200)).to.deep.equal([]);
    // Started on the scanner without an RX, so only the poll tells of it.
    clinic.simulator.addOrder({ rxId: null, firstName: 'Sample', lastName: 'Incisor', chartNumber: '1001' });
    await post(url, JSON.stringify(body));
    await filed(service, 2);
    expect(polls() - before).to.be.at.most(2 + (Date.now() - began) / 1_000);
    expect((await service.stop()).code).to.equal(0);
  });

  it('counts what became of each notification, and tells when the last one came', async () => {
    await open();
    await pair();
    const last = async (): Promise<string | null> =>
      (await clinic.json<{ clinics: readonly { readonly lastNotification: string | null }[] }>('status')).clinics[0]!
        .lastNotification;
    expect(await last()).to.equal(null);
    expect((await clinic.quick('status')).stdout).to.include('  last notification from iTero: never\n');
    const service = await start({ CHAIRSIDE_LOG: 'debug' });
    const [address] = given().map(String);
    await post(address!, '{}');
    await post(address!, '{"CompanyId":4999}');
    await post(`${address}x`, '{}');
    const counted = async (): Promise<readonly string[]> =>
      (await (await fetch(clinic.url('/metrics'))).text())
        .split('\n')
        .filter((line) => line.startsWith('chairside_notifications_total{'));
    await until(
      async () => (await counted()).length === 3,
      () => service.stderr,
    );
    expect(await counted()).to.have.members([
      'chairside_notifications_total{clinic="main-street",result="taken"} 1',
      'chairside_notifications_total{clinic="main-street",result="other-company"} 1',
      'chairside_notifications_total{result="unknown-secret"} 1',
    ]);
    const lines = (await service.stop()).stderr.split('\n').filter((line) => line.includes('A notification came'));
    expect(lines, 'a line each').to.have.length(3);
    for (const part of ['4999', new URL(address!).pathname.split('/').at(-1)!])
      expect(lines.join(), 'and nothing of what was in it').to.not.include(part);
    const at = (await last()) ?? '';
    expect(Date.parse(at)).to.be.greaterThan(0);
    expect((await clinic.quick('status')).stdout).to.include(`  last notification from iTero: ${at}\n`);
    await clinic.configure({ ...clinic.config, webhook: false });
    expect((await clinic.quick('status')).stdout).to.not.include('last notification');
  });

  it('believes nothing: forged, unreadable and large calls change nothing', async () => {
    await open();
    await pair();
    await clinic.drop('A-1.json', request('A-1'));
    const service = await start();
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    const { rxId } = clinic.simulator.rxs()[0]!;
    clinic.simulator.scan(rxId);
    await filed(service, 1);
    const standing = async (): Promise<unknown> => [
      await clinic.files('charts'),
      await clinic.json('status'),
      clinic.simulator.requests().filter(({ path }) => path.includes('/download/')).length,
    ];
    const { url } = clinic.simulator.webhooks()[0]!;
    const [files, , downloads] = (await standing()) as readonly unknown[];
    const polled = polls();
    for (const body of [
      { Id: rxId, CompanyId: 4999 },
      { id: rxId.toUpperCase(), COMPANYID: '4999' },
      [{ Id: rxId, CompanyId: 4999 }],
      { Id: '00000000-0000-4000-8000-00000000beef', CompanyId: 'forged' },
    ])
      expect(await post(url, JSON.stringify(body))).to.equal(200);
    expect(await post(url, Buffer.alloc(10 * 1024 * 1024))).to.equal(413);
    // These may wake the poll: what those before did would be seen with it.
    expect(await post(url, '\u0000 no JSON')).to.equal(200);
    expect(await post(url, JSON.stringify({ Id: rxId, CompanyId: 5001 }))).to.equal(200);
    const dueAt = async (): Promise<string | null> =>
      (await clinic.json<{ scans: readonly { readonly dueAt: string | null }[] }>('scans', 'list')).scans[0]!.dueAt;
    await until(
      async () => polls() > polled && (await dueAt()) !== null,
      () => service.stderr,
    );
    const [filesAfter, status, downloadsAfter] = (await standing()) as readonly unknown[];
    expect([filesAfter, downloadsAfter]).to.deep.equal([files, downloads]);
    expect(JSON.stringify(status)).to.include('"scans":{"filed":1}');
    expect(Date.parse((await dueAt()) ?? ''), 'only the time of the next look').to.be.greaterThan(Date.now());
    expect((await service.stop()).code).to.equal(0);
  });
});
