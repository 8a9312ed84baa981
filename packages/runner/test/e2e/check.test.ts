import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { clinicSection, loginAddress, SampleClinic } from './sample-clinic.js';

interface CheckJson {
  readonly version: number;
  readonly problems: readonly {
    readonly level: string;
    readonly clinic: string | null;
    readonly subject: string;
    readonly text: string;
    readonly advice: string | null;
  }[];
}

/** An adapter of another maker, whose practice software has providers of its own. */
const FOREIGN_ADAPTER = (core: string, zod: string): string => `
import { defineAdapter } from ${JSON.stringify(core)};
import { z } from ${JSON.stringify(zod)};
export const foreign = defineAdapter({
  name: 'foreign',
  apiVersion: '1.0',
  options: z.strictObject({}),
  create: () => ({
    directory: {
      providers: async () => [{ key: 'ADA', name: 'Sample, Ada DDS' }, { key: 'NEW', name: 'New Nobody' }],
      procedures: async () => [],
    },
    probe: async () => [{ level: 'ok', subject: 'foreign', text: 'is there' }],
    close: async () => undefined,
  }),
});
`;

describe('init and check, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());
  const path = (name: string): string => join(clinic.folder, name);

  it('begins with the secrets that the new configuration takes from the vault', async () => {
    clinic = await SampleClinic.open();
    await rm(path('chairside.yaml'));
    const { code, stdout } = await clinic.quick('init', '--adapter', 'opendental', '--yes');
    expect(code).to.equal(0);
    expect(stdout.match(/secret set \w+/g)).to.deep.equal(['secret set ITERO_CLIENT_SECRET', 'secret set OD_PASSWORD']);
  });

  it('tries the patient search that goes before each RX where patients are updated', async () => {
    clinic = await SampleClinic.open({ clinic: { patients: { pushUpdates: true } } });
    expect((await clinic.pair()).code).to.equal(0);
    const allowed = await clinic.quick('check');
    expect(allowed.stdout).to.match(/^ok +main-street: patients\.pushUpdates: /m);
    clinic.simulator.faults.add({ match: { path: '/patient/search' }, do: { status: 403 } });
    const refused = await clinic.quick('check', '--json');
    expect(refused.code, refused.stdout).to.equal(4);
    const { problems } = JSON.parse(refused.stdout) as CheckJson;
    const [finding] = problems.filter(({ subject }) => subject === 'patients.pushUpdates');
    expect([finding?.level, finding?.advice?.includes('pushUpdates to false')]).to.deep.equal(['problem', true]);
  });

  it('leads from nothing to a clinic without a finding', async () => {
    clinic = await SampleClinic.open();
    await rm(path('chairside.yaml'));
    const asking = await clinic.cli('init');
    expect([asking.code, asking.stderr.includes('--yes')]).to.deep.equal([2, true]);
    const init = await clinic.cli('init', '--adapter', 'filesystem', '--yes');
    expect(init.code, init.stderr).to.equal(0);
    const template = await readFile(path('chairside.yaml'), 'utf8');
    expect(template).to.match(/^# /m);
    expect((await clinic.quick('init', '--adapter', 'filesystem', '--yes')).code).to.equal(2);
    expect(await readFile(path('chairside.yaml'), 'utf8'), 'it was left as it is').to.equal(template);

    const early = await clinic.quick('check');
    expect([early.code, early.stdout.includes('itero.clientSecret')]).to.deep.equal([2, true]);
    const { itero, http } = clinic.config;
    const filled = parseDocument(template);
    filled.set('http', http);
    for (const [key, value] of Object.entries({ ...itero, clientSecret: '${ITERO_CLIENT_SECRET}' }))
      filled.setIn(['itero', key], value);
    await writeFile(path('chairside.yaml'), String(filled));
    const env = { ITERO_CLIENT_SECRET: String(itero['clientSecret']) };
    const unpaired = await clinic.startWith({ env }, 'check').ended;
    expect(unpaired.code, unpaired.stdout + unpaired.stderr).to.equal(3);
    expect(unpaired.stdout).to.include('chairside pair main-street');
    const fetched = clinic.startWith({ env }, 'pair', 'main-street', '--no-open', '--company', '5001');
    await fetch(await loginAddress(fetched));
    expect((await fetched.ended).code).to.equal(0);
    const sound = await clinic.startWith({ env }, 'check').ended;
    expect(sound.code, sound.stdout).to.equal(0);
    for (const subject of [
      'configuration',
      'itero 127.0.0.1',
      'main-street: inbox',
      'main-street: charts',
      'main-street: pairing',
    ])
      expect(sound.stdout).to.match(new RegExp(`^ok +${subject}`, 'm'));
  });

  it('says what the rx section names of iTero, and what its settings may spoil there', async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.pair()).code).to.equal(0);
    const checked = async (rx: object): Promise<string> => {
      await clinic.configure({ ...clinic.config, clinics: [clinicSection('main-street', '', { clinic: { rx } })] });
      const { code, stdout } = await clinic.quick('check');
      expect(code, stdout).to.equal(0);
      return stdout;
    };
    const nothing = await checked({});
    expect(nothing).to.match(/^ok +main-street: mappings: the rx section names no doctor and no lab yet$/m);
    expect(nothing).to.match(/^ok +itero 127\.0\.0\.1:\d+: can be reached$/m);
    expect(nothing).to.not.include('license');
    const some = await checked({
      doctors: { A: 77, B: 77, C: 78 },
      procedures: { D1: { procedureMapId: 30, labId: 9 }, D2: { procedureMapId: 8, labId: 9 } },
      sendLicenseNumber: true,
    });
    expect(some).to.match(/^ok +main-street: mappings: .* names: 2 doctors and 1 lab$/m);
    expect(some).to.match(/^warning +main-street: rx\.sendLicenseNumber: .*replaces the one that iTero has/m);
  });

  it('says whose the warnings of a pairing are, and of which day', async () => {
    clinic = await SampleClinic.open();
    for (const firstName of ['Carl', 'Dora'])
      clinic.simulator.addPatient({ firstName, lastName: 'Twin-Example', chartNumber: '2004' });
    expect((await clinic.pair()).code).to.equal(0);
    const { stdout } = await clinic.quick('check');
    expect(stdout).to.match(/^warning +main-street: pairing: when .* paired on \d{4}-\d\d-\d\d, iTero said: ./m);
  });

  it('names ids that iTero does not know, and what the way there is blocked by', async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.pair()).code).to.equal(0);
    const wrong = clinicSection('main-street', '', {
      clinic: {
        rx: {
          defaults: { labId: 99 },
          doctors: { DrSample: 770 },
          procedures: { D1: { procedureMapId: 1, labId: 98 } },
        },
      },
    });
    await clinic.configure({ ...clinic.config, clinics: [wrong] });
    const ids = await clinic.quick('check', '--json');
    expect(ids.code, ids.stdout).to.equal(4);
    const { version, problems } = JSON.parse(ids.stdout) as CheckJson;
    expect(version).to.equal(1);
    expect(
      problems.filter(({ level }) => level === 'problem').map(({ clinic: id, subject }) => [id, subject]),
    ).to.deep.equal([
      ['main-street', 'rx.doctors.DrSample'],
      ['main-street', 'rx.defaults.labId'],
      ['main-street', 'rx.procedures.D1'],
    ]);
    expect(problems.find(({ subject }) => subject === 'rx.doctors.DrSample')?.advice).to.include('77 Dr. Ada Sample');

    const away = clinicSection('main-street', '', { adapter: { charts: './no/such/share' } });
    await clinic.configure({ ...clinic.config, clinics: [away] });
    const folder = await clinic.quick('check');
    expect(folder.code, folder.stdout).to.equal(1);
    expect(folder.stdout).to.match(/^unreachable +main-street: charts/m);

    await clinic.configure(clinic.config);
    await clinic.simulator.stop();
    const cloud = await clinic.quick('check');
    expect(cloud.code, cloud.stdout).to.equal(1);
    expect(cloud.stdout).to.match(/^unreachable +itero 127\.0\.0\.1:\d+: .*ECONNREFUSED/m);
    await clinic.simulator.resume();

    // Two clinics at once: not paired weighs more than anything to do.
    await clinic.configure({ ...clinic.config, clinics: [wrong, clinicSection('harbour', 'h-')] });
    expect((await clinic.quick('check')).code).to.equal(3);

    await clinic.configure({ ...clinic.config, itero: { ...clinic.config.itero, clientSecret: 'wrong' } });
    clinic.simulator.expireAccessTokens();
    const refused = await clinic.quick('check');
    expect(refused.code, refused.stdout).to.equal(4);
    expect(refused.stdout).to.match(/^problem +main-street: pairing: .*clientSecret/m);
  });

  it('says of each mapped procedure which id it became and what that id is', async () => {
    const rx = {
      defaults: { procedureMapId: 48 },
      procedures: {
        D2740: { procedure: 'fixed restorative', sendTo: 'Lab', labId: 9 },
        D9944: 14,
        D8080: { procedure: 'Study Model - iRecord', sendTo: 'none' },
        D1: 999,
        'D99*': false,
      },
    };
    clinic = await SampleClinic.open({ clinic: { rx } });
    const told = await clinic.quick('check');
    for (const line of [
      /^ok +main-street: rx\.procedures\.D2740: procedureMapId 30 = Fixed Restorative, Lab$/m,
      /^ok +main-street: rx\.procedures\.D8080: procedureMapId 54 = Study Model - iRecord, No Send To$/m,
      /^ok +main-street: rx\.procedures\.D99\*: asks for no scan$/m,
      /^warning +main-street: rx\.procedures\.D1: procedureMapId 999 is not in the table/m,
      /^warning +main-street: rx\.procedures\.D9944: procedureMapId 14 = Appliance, Night guard, Lab, but no lab is named -> add labId/m,
      /^warning +main-street: rx\.defaults: procedureMapId 48 = Denture\/Removable, Lab, but no lab is named/m,
    ])
      expect(told.stdout).to.match(line);

    // With a lab for all, none is missing.
    const labelled = { ...rx, defaults: { ...rx.defaults, labId: 9 } };
    await clinic.configure({
      ...clinic.config,
      clinics: [clinicSection('main-street', '', { clinic: { rx: labelled } })],
    });
    const { problems } = await clinic.json<CheckJson>('check');
    const subjects = problems.map(({ subject }) => subject).filter((subject) => subject.startsWith('rx.'));
    expect(subjects).to.deep.equal(['rx.procedures.D1']);
  });

  it('refuses a procedure that is named wrongly or stands for several ids, and says what to write', async () => {
    const procedures = {
      D1: { procedure: 'Appliance', type: 'Night guard' },
      D2: { procedure: 'Fixed Restorativ' },
    };
    clinic = await SampleClinic.open({ clinic: { rx: { procedures } } });
    const refused = await clinic.quick('check');
    expect(refused.code).to.equal(2);
    expect(refused.stdout).to.match(/^problem .*rx\.procedures\.D1\.procedure: .*ids 8 and 14; write one of them/m);
    expect(refused.stdout).to.match(/^problem .*rx\.procedures\.D2\.procedure: .*the nearest are Fixed Restorative/m);
  });

  it('proposes doctors by name, says what an adapter leaves out, and names one that cannot be loaded', async () => {
    clinic = await SampleClinic.open({ clinic: { adapter: { use: './foreign.mjs' } } });
    await writeFile(
      path('foreign.mjs'),
      FOREIGN_ADAPTER(import.meta.resolve('@chairside/core'), import.meta.resolve('zod')),
    );
    expect((await clinic.pair()).code).to.equal(0);
    const check = await clinic.cli('check');
    expect(check.code, check.stdout).to.equal(0);
    expect(check.stdout).to.match(/^ok +main-street: foreign: is there/m);
    expect(check.stdout).to.match(/^warning +main-street: provider ADA .*add to rx\.doctors: "ADA": 77/m);
    expect(check.stdout).to.match(/^warning +main-street: provider NEW .*add the provider to rx\.doctors/m);
    expect(check.stdout).to.include('The adapter files no scans');

    await writeFile(path('foreign.mjs'), 'export const nothing = {};\n');
    const none = await clinic.cli('check');
    expect([none.code, none.stdout.includes('clinics[0].adapter.use')]).to.deep.equal([2, true]);
  });

  it('says that the vault cannot be opened', async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.quick('check')).code).to.equal(3);
    await rm(path('data/vault.key'));
    const check = await clinic.quick('check', '--json');
    expect(check.code, check.stderr).to.equal(4);
    expect((JSON.parse(check.stdout) as CheckJson).problems.map(({ subject }) => subject)).to.include('dataDir');
    expect((await clinic.quick('status')).code).to.equal(1);
  });
});
