import { expect } from 'chai';
import { request, SampleClinic, until } from './sample-clinic.js';

const LARGE = { triangles: { upper: 20_000, lower: 18_000 }, images: { width: 64, height: 36 } };

describe('stopping the service, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  it('ends with 0 in the middle of a download, and the next start fetches the rest', async () => {
    clinic = await SampleClinic.open({ simulator: LARGE });
    expect((await clinic.pair()).code).to.equal(0);
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    const slow = clinic.simulator.faults.add({ match: { path: '/download/IDE' }, do: { bytesPerSecond: 60_000 } });
    const service = clinic.start('run');
    const downloads = (): readonly { status?: number; sent?: number; headers: Readonly<Record<string, string>> }[] =>
      clinic.simulator.requests().filter(({ path, method }) => method === 'GET' && path.endsWith('/IDE'));
    await until(
      () => slow.applied > 0 && downloads().length > 0,
      () => service.stderr,
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await clinic.quick('status')).stdout).to.match(/^service: at work$/m);
    service.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(service.child.exitCode, 'the first one waits for what is under way').to.equal(null);
    const ended = await service.stop();
    expect(ended.code, ended.stderr).to.equal(0);
    expect(await clinic.files('charts')).to.deep.equal([]);

    clinic.simulator.faults.clear();
    const before = downloads().length;
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect((await clinic.result('A-1'))?.files).to.not.deep.equal([]);
    const [next] = downloads().slice(before);
    expect(next?.headers['range'], 'the rest alone').to.match(/^bytes=[1-9]\d*-$/);
    expect(next?.status).to.equal(206);
  });
});
