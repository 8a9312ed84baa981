import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, until, type Running } from '../e2e/sample-clinic.js';
import { failingDisk, type DiskFault, type DiskTrouble } from './failing-disk.js';

/** What each folder is to Chairside, and what it says of it: once where nothing more goes on the disk, once where nothing may be changed. */
const FULL = [
  { folder: 'data/staging', fault: 'ENOSPC', code: 'STAGING_FULL' },
  { folder: 'charts', fault: 'ENOSPC', code: 'CHART_FULL' },
  { folder: 'outbox', fault: 'ENOSPC', code: 'RESULT_UNWRITABLE' },
] as const;
const READ_ONLY = [
  { folder: 'data/staging', fault: 'EROFS', code: 'STAGING_FAILED' },
  { folder: 'charts', fault: 'EACCES', code: 'CHART_UNREACHABLE' },
  { folder: 'outbox', fault: 'EROFS', code: 'RESULT_UNWRITABLE' },
  { folder: 'inbox', fault: 'EACCES', code: 'INBOX_UNREACHABLE' },
] as const;

interface Told {
  readonly clinics: readonly {
    readonly rx: Readonly<Record<string, number>>;
    readonly scans: Readonly<Record<string, number>>;
    readonly troubles: readonly { readonly code: string }[];
    readonly waiting: readonly { readonly code: string }[];
    readonly needsPerson: readonly unknown[];
    readonly ledger: { readonly trouble: { readonly code: string } | null };
  }[];
}

/** A line of `status` that says what is wrong, or what is waited for. */
const SHOWN = /^ {2}(! since|waits:) /m;

describe('a disk that fails', function () {
  this.timeout(600_000);
  let clinic: SampleClinic;
  let troubles: string;
  let service: Running;
  beforeEach(async () => {
    clinic = await SampleClinic.open({ clinic: { retry: { maxAttempts: 1, baseDelay: '100ms', maxDelay: '300ms' } } });
    troubles = join(clinic.folder, 'troubles');
    expect((await clinic.pair()).code).to.equal(0);
  });
  afterEach(() => clinic.close());

  const said = (): string => service.stderr;
  const of = (folder: string, fault: DiskFault): readonly DiskTrouble[] => [
    { folder: join(clinic.folder, folder), fault },
  ];
  const begin = (of: readonly DiskTrouble[]): Promise<void> => writeFile(troubles, JSON.stringify(of));
  const over = (): Promise<void> => rm(troubles);
  const start = async (at?: Parameters<typeof failingDisk>[1]): Promise<void> => {
    service = clinic.startWith({ env: failingDisk(troubles, at) }, 'run');
    await until(() => said().includes('Listening'), said);
  };
  /** What `status` says beside the service: as JSON, and to a person. */
  const status = async (): Promise<Told['clinics'][number] & { readonly text: string }> => {
    const [told] = (await clinic.json<Told>('status')).clinics;
    return { ...told!, text: (await clinic.quick('status')).stdout };
  };
  const codes = ({ troubles: flows, waiting }: Told['clinics'][number]): readonly string[] =>
    [...flows, ...waiting].map(({ code }) => code);

  const posts = (): number =>
    clinic.simulator.requests().filter(({ method, path }) => method === 'POST' && path.includes('scan-request')).length;
  /** What is wrong with the ledger, as a process says that writes to the same disk. */
  const troubleOf = async (): Promise<string | null> => {
    const { stdout } = await clinic.startWith({ env: failingDisk(troubles) }, 'status', '--json').ended;
    return (JSON.parse(stdout) as Told).clinics[0]!.ledger.trouble?.code ?? null;
  };
  async function expectDone(count: number): Promise<void> {
    expect(clinic.simulator.rxs().map(({ state }) => state)).to.deep.equal(Array(count).fill('scanned'));
    await until(async () => (await status()).scans['filed'] === count, said);
    const { rx, scans, needsPerson } = await status();
    expect([rx, scans, needsPerson]).to.deep.equal([{ scanned: count }, { filed: count }, []]);
    expect((await clinic.files('charts')).filter((path) => path.endsWith('scan.json'))).to.have.length(count);
    expect(said()).not.to.include('"level":"error"');
    expect((await service.stop()).code).to.equal(0);
  }

  for (const [what, folders] of [
    ['that is full', FULL],
    ['that may only be read', READ_ONLY],
  ] as const) {
    it(`${what} is shown while it lasts, and nothing is lost, doubled or failed`, async () => {
      await start();
      for (const [number, { folder, fault, code }] of folders.entries()) {
        const id = `A-${number}`;
        const patient = { chartNumber: `10${number}`, firstName: 'Sample', lastName: 'Incisor' };
        const send = async (): Promise<void> => clinic.drop(`${id}.json`, request(id, { patient }));
        const sent = (): Promise<void> => until(async () => (await clinic.result(id))?.state === 'submitted', said);
        const scan = (): unknown => clinic.simulator.scan(clinic.simulator.rxs().at(-1)!.rxId);
        const asks = folder === 'inbox';
        if (!asks) {
          await send();
          await sent();
        }
        await begin(of(folder, fault));
        if (asks) await send();
        else scan();
        await until(async () => codes(await status()).includes(code), said);
        expect((await status()).text, folder).to.match(SHOWN);
        await over();
        if (asks) {
          await sent();
          scan();
        }
        await until(async () => (await clinic.result(id))?.state === 'scanned', said);
        await until(async () => codes(await status()).length === 0, said);
        expect((await status()).text, folder).not.to.match(SHOWN);
      }
      await expectDone(folders.length);
    });
  }

  it('under the ledger, full between sending an RX and noting its number, leaves it in doubt, and it is never sent twice', async () => {
    await start({ moment: 'asyncStart call POST /scan-request', troubles: of('data', 'ENOSPC') });
    await clinic.drop('A-1.json', request('A-1'));
    await until(() => said().includes('LEDGER_FAILED'), said);
    expect(await troubleOf()).to.equal('LEDGER_FAILED');
    const { stdout } = await clinic.startWith({ env: failingDisk(troubles) }, 'status').ended;
    expect(stdout).to.match(/^ {2}! since \S+: The ledger in dataDir cannot be/m);
    expect(posts()).to.equal(1);
    await over();
    await until(async () => (await status()).rx['in-doubt'] === 1, said);
    expect(await troubleOf()).to.equal(null);
    await until(async () => codes(await status()).length === 0, said);
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await until(async () => (await clinic.result('A-1'))?.state === 'scanned', said);
    await expectDone(1);
    expect(posts()).to.equal(1);
  });

  it('under the ledger while the service is stopped and started keeps neither from ending, and what was sent is known or in doubt', async () => {
    await start({ moment: 'asyncStart call POST /scan-request', troubles: of('data', 'EROFS') });
    await clinic.drop('A-1.json', request('A-1'));
    await until(() => said().includes('LEDGER_FAILED'), said);
    expect((await service.stop()).code, 'a stop').to.equal(0);
    for (const args of [['run'], ['run', '--once'], ['status', '--json']]) {
      const ended = await clinic.startWith({ env: failingDisk(troubles) }, ...args).ended;
      expect([ended.code, ended.stdout], args.join(' ')).to.deep.equal([1, '']);
      expect(ended.stderr, args.join(' ')).to.match(/^LEDGER_FAILED: .*\((EROFS|SQLITE_\w+)\)$/m);
    }
    await over();
    await start();
    await until(async () => (await status()).rx['in-doubt'] === 1, said);
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await until(async () => (await clinic.result('A-1'))?.state === 'scanned', said);
    await expectDone(1);
    expect(posts()).to.equal(1);
  });

  it('under the vault spends no refresh token that it could not replace, so that the pairing goes on afterwards', async () => {
    await start();
    const refreshed = (): number => clinic.simulator.requests().filter(({ path }) => path.endsWith('/token')).length;
    const before = refreshed();
    await begin(of('data/.vault.json.part', 'ENOSPC'));
    clinic.simulator.expireAccessTokens();
    await until(() => said().includes('VAULT_UNWRITABLE'), said);
    await until(async () => codes(await status()).includes('VAULT_UNWRITABLE'), said);
    expect(refreshed()).to.equal(before);
    await over();
    await clinic.drop('A-1.json', request('A-1'));
    await until(async () => (await clinic.result('A-1'))?.state === 'submitted', said);
    expect(refreshed()).to.equal(before + 1);
    await until(async () => codes(await status()).length === 0, said);
    expect((await service.stop()).code).to.equal(0);
  });

  it('under a data folder that was never used refuses the start, and says so', async () => {
    await rm(join(clinic.folder, 'data'), { recursive: true });
    await begin(of('data', 'EACCES'));
    const ended = await clinic.startWith({ env: failingDisk(troubles) }, 'run').ended;
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.match(/^(LEDGER_FAILED|VAULT_UNWRITABLE): .*\(EACCES\)$/m);
  });
});
