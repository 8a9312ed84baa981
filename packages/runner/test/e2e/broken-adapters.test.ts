import { expect } from 'chai';
import { installPackage, sayingAdapter, writeMistakes, type Mistake } from './broken-adapters.js';
import { clinicSection, request, SampleClinic, until } from './sample-clinic.js';
import { join } from 'node:path';

interface Status {
  readonly clinics: readonly {
    readonly id: string;
    readonly adapter: { readonly crashes: number } | null;
    readonly troubles: readonly { readonly code: string }[];
  }[];
}

describe('a clinic with a broken adapter, beside one that works', () => {
  let clinic: SampleClinic;
  let useOf: (mistake: Mistake) => string;

  beforeEach(async () => {
    clinic = await SampleClinic.open();
    useOf = await writeMistakes(clinic.folder);
  });
  afterEach(() => clinic.close());

  /** The clinic that works, and others with adapters of their own. */
  function configure(others: Readonly<Record<string, object>>): Promise<void> {
    // Started again and again, one that leaks would leave no processor time to the others.
    const retry = { baseDelay: '2s', maxDelay: '20s' };
    const broken = Object.entries(others).map(([id, adapter]) => ({ ...clinicSection(id), adapter, retry }));
    return clinic.configure({ ...clinic.config, clinics: [...broken, ...clinic.config.clinics] });
  }

  it('is named by check with what is wrong with it', async () => {
    const faults: Partial<Record<Mistake, RegExp>> = {
      'throws-at-import': /throws-at-import\.mjs: it cannot be loaded: TypeError: no such driver/,
      'exports-nothing': /exports-nothing\.mjs: it exports no adapter/,
      'old-version': /was written for version 0\.9 of the adapter API, and this Chairside has 1\.0\. Install a newer/,
      'new-version': /was written for version 2\.0 of the adapter API, and this Chairside has 1\.0\. Update Chairside/,
      'no-version': /does not say for which version/,
      'wants-options': /adapter\.server: this is missing/,
      'no-schema': /no-schema\.mjs: its options are no schema of zod 4/,
    };
    const names = Object.keys(faults) as Mistake[];
    await configure({
      ...Object.fromEntries(names.map((name) => [name, { use: useOf(name) }])),
      'not-there': { use: '@sample/none' },
      crashes: { use: useOf('exits-at-import'), isolation: 'process' },
      create: { use: useOf('throws-in-create') },
      late: { use: useOf('hangs-in-create'), startWithin: '300ms' },
      method: { use: useOf('lacks-a-method') },
      prints: { use: useOf('prints') },
    });
    const { code, stdout } = await clinic.cli('check');
    expect(code, stdout).to.equal(2);
    for (const [name, said] of Object.entries(faults)) expect(stdout, name).to.match(said);
    expect(stdout).to.match(/"@sample\/none" is not built in .*npm install --prefix/);
    expect(stdout).to.match(/exits-at-import\.mjs: exit 7/);
    expect(stdout).to.match(/create: adapter: .*sample: create: \w*Error at .*throws-in-create\.mjs:\d+:\d+/);
    expect(stdout).to.match(/late: adapter: .*did not answer in time.*sample: create/);
    expect(stdout).to.match(/method: adapter: .*sample: create: there is no rxTrigger\.read/);
    expect(stdout).to.match(/^ok +main-street: inbox/m);
    expect(stdout).to.not.include('Incisor');
  });

  it('stops nobody else, and status says what it is', async () => {
    await configure({
      late: { use: useOf('hangs-in-create'), startWithin: '1h' },
      create: { use: useOf('throws-in-create') },
      port: { use: useOf('throws-in-a-port') },
      nonsense: { use: useOf('answers-nonsense') },
      crashes: { use: useOf('prints-and-crashes'), isolation: 'process' },
      leaks: { use: useOf('leaks'), isolation: 'process', memoryLimit: 64 },
    });
    expect((await clinic.pair()).code).to.equal(0);
    const service = clinic.start('run');
    await clinic.drop('one.json', request('A-1'));
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    const codes: Readonly<Record<string, string>> = {
      create: 'ADAPTER_FAILED',
      port: 'ADAPTER_FAILED',
      nonsense: 'ADAPTER_ANSWER_INVALID',
    };
    // Started again, the process ends again.
    const crashes: Readonly<Record<string, number>> = { crashes: 2, leaks: 1 };
    let clinics: Status['clinics'] = [];
    await until(
      async () => {
        ({ clinics } = await clinic.json<Status>('status'));
        return clinics.every(
          ({ id, troubles, adapter }) =>
            (codes[id] === undefined || troubles.some(({ code }) => code === codes[id])) &&
            (adapter?.crashes ?? 0) >= (crashes[id] ?? 0),
        );
      },
      () => service.stderr + JSON.stringify(clinics),
    );
    expect((await clinic.cli('status')).stdout).to.match(
      /the process of the adapter ended by itself: \d+ times?, last /,
    );
    expect((await fetch(clinic.url('/healthz'))).status).to.equal(503);
    const { code, stdout, stderr } = await service.stop();
    expect(code, stderr).to.equal(0);
    expect(stdout + stderr).to.not.include('Incisor');
    expect(stderr).to.not.include('garbage');
  });

  it('finds packages in the plugins of the data folder, then beside the configuration', async () => {
    const manifest = { exports: { '.': { import: './lib/adapter.js' } } };
    await installPackage(join(clinic.folder, 'data', 'plugins'), '@sample/both', manifest, sayingAdapter('plugins'));
    await installPackage(clinic.folder, '@sample/both', manifest, sayingAdapter('beside'));
    await installPackage(clinic.folder, 'sample-main', { main: 'lib/adapter.js' }, sayingAdapter('by main'));
    await configure({
      both: { use: '@sample/both' },
      main: { use: 'sample-main', isolation: 'process' },
      folder: { use: './node_modules/sample-main' },
    });
    const { stdout } = await clinic.cli('check');
    expect(stdout).to.match(/^ok +both: where: plugins$/m);
    expect(stdout).to.match(/^ok +main: where: by main$/m);
    expect(stdout).to.match(/^ok +folder: where: by main$/m);
  });
});
