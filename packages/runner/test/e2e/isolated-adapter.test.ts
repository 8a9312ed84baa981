import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { writeMistakes } from './broken-adapters.js';
import { clinicSection, request, SampleClinic, until } from './sample-clinic.js';

/** The processes of adapters that a service has started. */
function adapterProcesses(service: number): readonly number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .filter(([, , parent, args]) => Number(parent) === service && args?.includes('isolated') === true)
    .map(([, pid]) => Number(pid));
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('an adapter in a process of its own', () => {
  let clinic: SampleClinic;
  before(function () {
    // Processes are listed by ps.
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(async () => {
    clinic = await SampleClinic.open({ adapter: { isolation: 'process' } });
  });
  afterEach(() => clinic.close());

  it('does the whole job, also when it is killed in the middle, and ends with the service', async () => {
    expect((await clinic.pair()).code).to.equal(0);
    const service = clinic.start('run');
    await clinic.drop('one.json', request('A-1'));
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    const [first] = adapterProcesses(service.child.pid!);
    process.kill(first!, 'SIGKILL');
    await clinic.drop('two.json', request('A-2'));
    await until(
      async () => (await clinic.result('A-2'))?.state === 'submitted',
      () => service.stderr,
    );
    clinic.simulator.scan((await clinic.result('A-1'))!.rxId!);
    await until(
      async () => ((await clinic.result('A-1'))?.files.length ?? 0) > 0,
      () => service.stderr,
    );
    expect(await clinic.files('charts')).to.include.members((await clinic.result('A-1'))!.files.map((path) => path));
    const [second] = adapterProcesses(service.child.pid!);
    expect(second).to.be.a('number').and.not.equal(first);
    expect((await service.stop()).code).to.equal(0);
    expect(isThere(second!)).to.equal(false);
  });

  it('ends though the service is killed and the adapter hears nothing', async () => {
    const useOf = await writeMistakes(clinic.folder);
    const adapter = { use: useOf('never-returns'), isolation: 'process' };
    await clinic.configure({ ...clinic.config, clinics: [{ ...clinicSection('main-street'), adapter }] });
    const service = clinic.start('run');
    await until(
      async () => (await clinic.files('.')).includes('busy'),
      () => service.stderr,
    );
    const [pid] = adapterProcesses(service.child.pid!);
    expect(isThere(pid!)).to.equal(true);
    await service.stop('SIGKILL');
    await until(() => !isThere(pid!));
  });
});
