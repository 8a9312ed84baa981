import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic, until, type ClinicOptions, type Running } from './sample-clinic.js';

interface StatusJson {
  readonly clinics: readonly {
    readonly id: string;
    readonly paired: boolean;
    readonly rx: Readonly<Record<string, number>>;
    readonly scans: Readonly<Record<string, number>>;
    readonly troubles: readonly { readonly code: string; readonly flows: readonly string[]; readonly since: string }[];
  }[];
}

/** Big enough that a download can be caught in the middle. */
const LARGE = { triangles: { upper: 20_000, lower: 18_000 }, images: { width: 64, height: 36 } };
const IDE = { path: '/download/IDE' };

describe('the service through troubles', () => {
  let clinic: SampleClinic;
  const open = async (options?: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  afterEach(() => clinic.close());

  const states = (): readonly string[] => clinic.simulator.rxs().map(({ state }) => state);
  const filed = async (requestId: string): Promise<boolean> =>
    ((await clinic.result(requestId))?.files.length ?? 0) > 0;
  const ideRequests = (): number => clinic.simulator.requests().filter(({ path }) => path.endsWith('/IDE')).length;

  it('comes to the same end when it is killed between every two steps', async () => {
    await open({ simulator: LARGE });
    let service: Running = clinic.start('run');
    const restart = async (): Promise<void> => {
      await service.stop('SIGKILL');
      service = clinic.start('run');
    };
    // A kill during the call to the scanner is another story, the RX in doubt: so this one waits for its doctor first.
    await clinic.drop('A-1.json', request('A-1', { doctor: 'DrLater' }));
    await until(
      async () => ((await clinic.result('A-1'))?.error ?? null) !== null,
      () => service.stderr,
    );
    await restart();
    expect((await clinic.cli('rx', 'approve', 'A-1', '--doctor', '77')).code).to.equal(0);
    await until(
      async () => 'submitted' in ((await clinic.json<StatusJson>('status')).clinics[0]?.rx ?? {}),
      () => service.stderr,
    );
    expect(states()).to.deep.equal(['open']);
    await restart();
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    await service.stop('SIGKILL');
    clinic.simulator.setSwitches({ ideNotReady: 2 });
    const slow = clinic.simulator.faults.add({ match: { ...IDE, nth: 3, times: 1 }, do: { bytesPerSecond: 400_000 } });
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    service = clinic.start('run');
    await until(
      () => ideRequests() >= 1,
      () => service.stderr,
    );
    await restart();
    await until(
      () => slow.applied > 0,
      () => service.stderr,
    );
    await restart();
    await until(
      () => filed('A-1'),
      () => service.stderr,
    );
    await restart();
    await until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );
    expect((await clinic.json<StatusJson>('status')).clinics[0]?.scans).to.deep.equal({ filed: 1 });
    const ended = await service.stop();
    expect(ended.code, ended.stderr).to.equal(0);

    expect(states()).to.deep.equal(['scanned']);
    const charts = await clinic.files('charts');
    expect(charts.filter((path) => path.endsWith('scan.json'))).to.have.length(1);
    expect(charts.filter((path) => path.endsWith('.stl'))).to.have.length(2);
    expect(await clinic.files('data/staging')).to.deep.equal([]);
  });

  it('goes on with a download in the middle of which the token ends', async () => {
    await open({ simulator: LARGE });
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    clinic.simulator.faults.add({ match: { ...IDE, nth: 1 }, do: { cutBody: 300_000, expireTokens: 'after' } });
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect(await filed('A-1')).to.equal(true);
    const downloads = clinic.simulator
      .requests()
      .filter(({ path, method }) => method === 'GET' && path.endsWith('/IDE'));
    expect(
      downloads.some(({ headers, status }) => headers['range'] === 'bytes=300000-' && status === 206),
      'the rest alone was fetched',
    ).to.equal(true);
  });

  it('has nothing failed in the morning after a night without any server', async () => {
    // A single attempt: one that counted would be the last.
    await open({ clinic: { retry: { maxAttempts: 1, baseDelay: '100ms', maxDelay: '300ms' } } });
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await clinic.simulator.stop();
    const service = clinic.start('run');
    await clinic.drop(
      'A-2.json',
      request('A-2', { patient: { chartNumber: '1002', firstName: 'Demo', lastName: 'Molar' } }),
    );
    await until(
      async () =>
        (
          await clinic.json<{ rx: { key: string; dueAt: string | null; problem: { code: string } | null }[] }>(
            'rx',
            'list',
          )
        ).rx.some(({ key, problem }) => key === 'A-2' && problem?.code === 'CLOUD_UNREACHABLE'),
      () => service.stderr,
    );
    expect((await clinic.json<StatusJson>('status')).clinics[0]).to.not.have.nested.property('rx.failed');
    await clinic.simulator.resume();
    await until(
      async () => (await filed('A-1')) && states().length === 2,
      () => service.stderr,
    );
    const { clinics } = await clinic.json<StatusJson>('status');
    expect(clinics[0]?.rx).to.deep.equal({ submitted: 1, scanned: 1 });
    expect(clinics[0]?.scans).to.deep.equal({ filed: 1 });
    expect((await service.stop()).code).to.equal(0);
  });

  it('never spends a refresh token twice, with a command beside the service', async () => {
    await open();
    const service = clinic.start('run');
    await until(
      () => clinic.simulator.requests().some(({ path }) => path.endsWith('/orders/practice')),
      () => service.stderr,
    );
    for (let round = 0; round < 3; round += 1) {
      clinic.simulator.expireAccessTokens();
      const commands = await Promise.all([
        clinic.cli('practice', 'main-street', '--json'),
        clinic.cli('practice', 'main-street', '--json'),
      ]);
      for (const { code, stderr } of commands) expect(code, stderr).to.equal(0);
    }
    const seen = clinic.simulator.requests().length;
    await until(
      () =>
        clinic.simulator
          .requests()
          .slice(seen)
          .some(({ path, status }) => path.endsWith('/orders/practice') && status === 200),
      () => service.stderr,
    );
    expect((await clinic.json<StatusJson>('status')).clinics[0]?.paired).to.equal(true);
    expect((await service.stop()).code).to.equal(0);
  });

  it('wakes for a command beside it, and puts an approved RX on the scanner at once', async () => {
    await open({ clinic: { rx: { doctors: {} }, poll: { trigger: '200ms', orders: '10m', captures: '10m' } } });
    const service = clinic.start('run');
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      async () => (await clinic.result('A-1'))?.error !== null && (await clinic.result('A-1')) !== undefined,
      () => service.stderr,
    );
    expect(states()).to.deep.equal([]);
    expect((await clinic.cli('rx', 'approve', 'A-1', '--doctor', '77')).code).to.equal(0);
    await until(
      () => states().includes('open'),
      () => service.stderr,
    );
    await service.stop();
  });

  it('shows in status what is out of reach, until it is back', async () => {
    await open();
    const service = clinic.start('run');
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      () => states().length === 1,
      () => service.stderr,
    );
    const charts = join(clinic.folder, 'charts');
    await rename(charts, `${charts}-away`);
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    const troubles = async () => (await clinic.json<StatusJson>('status')).clinics[0]?.troubles ?? [];
    await until(
      async () => (await troubles()).some(({ code }) => code === 'CHART_UNREACHABLE'),
      () => service.stderr,
    );
    expect((await clinic.quick('status')).stdout).to.match(/^ {2}! since \S+Z: The chart folder cannot be reached/m);
    await rename(`${charts}-away`, charts);
    await until(
      () => filed('A-1'),
      () => service.stderr,
    );
    await until(
      async () => (await troubles()).length === 0,
      () => service.stderr,
    );
    await service.stop();
  });

  it('refuses a second service on the same data folder, and says so', async () => {
    await open();
    const service = clinic.start('run');
    await until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );
    const second = await clinic.once();
    expect(second.code).to.equal(4);
    expect(second.stderr).to.include('DATA_FOLDER_IN_USE');
    await service.stop('SIGKILL');
    expect((await clinic.once()).code).to.equal(0);
  });

  it('holds an RX whose answer was lost in doubt, and never sends it again by itself', async () => {
    await open();
    clinic.simulator.faults.add({ match: { method: 'POST', path: '/scan-request' }, do: { drop: 'after' } });
    await clinic.drop('A-1.json', request('A-1'));
    expect((await clinic.once()).code).to.equal(4);
    clinic.simulator.faults.clear();
    await clinic.once();
    expect(clinic.simulator.rxs()).to.have.length(1);
    expect(await clinic.result('A-1')).to.include({ state: 'in-doubt' });
    // It was on the scanner after all: its order settles it.
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    expect((await clinic.once()).code).to.equal(0);
    expect(await clinic.result('A-1')).to.include({ state: 'scanned' });
    expect(await filed('A-1')).to.equal(true);
  });
});
