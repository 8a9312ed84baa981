import { expect } from 'chai';
import { SampleClinic, type ClinicOptions } from './sample-clinic.js';

interface PatientJson {
  readonly id: string;
  readonly chartNumber: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
}

const PEOPLE = [
  { firstName: 'Anna', lastName: 'Sample', chartNumber: '2001', dateOfBirth: '1980-01-02', gender: 'Female' },
  { firstName: 'Anna', lastName: 'Sample', chartNumber: '2002' },
  { firstName: 'Bert', lastName: 'Sampling', chartNumber: '2003' },
  { firstName: 'Carl', lastName: 'Twin-Example', chartNumber: '2004' },
  { firstName: 'Dora', lastName: 'Twin-Example', chartNumber: '2004' },
  { firstName: 'Emma', lastName: 'Chartless', chartNumber: '' },
] as const;

describe('patients at iTero, by the command line', () => {
  let clinic: SampleClinic;
  const open = async (options?: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  const withPeople = async (options?: ClinicOptions): Promise<void> => {
    await open(options);
    for (const person of PEOPLE) clinic.simulator.addPatient(person);
  };
  /** As an account that Align gave no Discovery of version 3. */
  const withoutV3 = async (): Promise<void> => {
    const { discovery, ...itero } = clinic.config.itero;
    await clinic.configure({
      ...clinic.config,
      itero: { ...itero, discovery: { v2: (discovery as { v2: string }).v2 } },
    });
  };
  afterEach(() => clinic.close());

  const found = async (...options: readonly string[]): Promise<readonly string[]> => {
    const { patients } = await clinic.json<{ patients: readonly PatientJson[] }>(
      'patients',
      'search',
      'main-street',
      ...options,
    );
    return patients.map(({ firstName, chartNumber }) => `${firstName} ${chartNumber}`);
  };
  const update = (...options: readonly string[]): ReturnType<SampleClinic['quick']> =>
    clinic.quick('patients', 'update', 'main-street', ...options);
  const atCloud = (): readonly string[] =>
    clinic.simulator
      .patients()
      .map(({ firstName, lastName, chartNumber }) => `${firstName} ${lastName} ${chartNumber}`);
  const unchanged = PEOPLE.map(({ firstName, lastName, chartNumber }) => `${firstName} ${lastName} ${chartNumber}`);
  const changesSent = (): number => clinic.simulator.requests().filter(({ method }) => method === 'PATCH').length;
  const idOf = (firstName: string): string =>
    clinic.simulator.patients().find((patient) => patient.firstName === firstName)!.id;

  describe('searched', () => {
    it('by parts of names, chart numbers and days where version 3 of the API is configured', async () => {
      await withPeople();
      expect(await found('--last', 'Sampl*')).to.deep.equal(['Anna 2001', 'Anna 2002', 'Bert 2003']);
      expect(await found('--first', 'A%', '--chart', '*2')).to.deep.equal(['Anna 2002']);
      expect(await found('--updated-from', '2000-01-01', '--first', 'Bert')).to.deep.equal(['Bert 2003']);
      expect(await found('--updated-to', '2000-01-01')).to.deep.equal([]);
      expect(await found('--scanned-from', '2000-01-01')).to.deep.equal([]);
      expect(await found()).to.have.length(PEOPLE.length);
      const { stdout, stderr } = await clinic.quick('patients', 'search', 'main-street', '--first', 'Anna');
      expect(stdout).to.match(/^ID +CHART NUMBER +LAST NAME +FIRST NAME +BORN +GENDER +LAST SCAN\n/);
      expect(stdout).to.match(/ 2001 +Sample +Anna +1980-01-02 +Female\n/);
      expect(stderr).to.not.include('version 2');
      const nobody = await clinic.quick('patients', 'search', 'main-street', '--first', 'Nobody');
      expect([nobody.code, nobody.stdout]).to.deep.equal([0, 'iTero has no such patient.\n']);
    });

    it('page by page up to a limit, and says that there are more', async () => {
      await open();
      for (let index = 0; index < 250; index += 1)
        clinic.simulator.addPatient({ firstName: 'Many', lastName: `Sample${index}`, chartNumber: `M${index}` });
      expect(await found()).to.have.length(250);
      expect(new Set(await found('--limit', '250')).size).to.equal(250);
      const asked = (): number =>
        clinic.simulator.requests().filter(({ path }) => path.endsWith('/patients/search')).length;
      const before = asked();
      const { stdout, stderr } = await clinic.quick('patients', 'search', 'main-street', '--limit', '120');
      expect(stdout.trimEnd().split('\n')).to.have.length(121);
      expect(stderr).to.include('more than these 120');
      const one = await clinic.quick('patients', 'search', 'main-street', '--limit', '1');
      expect(one.stderr).to.include('more than this one:');
      expect((await clinic.quick('patients', 'search', 'main-street', '--limit', '0')).code).to.equal(2);
      expect(asked() - before, 'no page too many is asked for').to.equal(3);
    });

    it('by whole names and chart numbers where only version 2 is configured, and says so', async () => {
      await withPeople();
      await withoutV3();
      expect(await found('--first', 'Anna', '--last', 'Sample')).to.deep.equal(['Anna 2001', 'Anna 2002']);
      expect(await found('--chart', '2004')).to.deep.equal(['Carl 2004', 'Dora 2004']);
      expect(await found('--first', 'Anna', '--last', 'Sample', '--chart', '2003')).to.deep.equal([
        'Anna 2001',
        'Anna 2002',
        'Bert 2003',
      ]);
      expect(await found('--chart', '')).to.deep.equal(['Emma ']);
      const { stderr } = await clinic.quick('patients', 'search', 'main-street', '--chart', '2004');
      expect(stderr).to.include('version 2').and.to.include('chart number');
      for (const options of [
        [],
        ['--last', 'Sample'],
        ['--last', 'Sampl*', '--first', 'Anna'],
        ['--chart', '2001', '--updated-from', '2026-01-01'],
      ]) {
        const refused = await clinic.quick('patients', 'search', 'main-street', ...options);
        expect([refused.code, refused.stdout], options.join(' ')).to.deep.equal([2, '']);
        expect(refused.stderr).to.include('itero.discovery.v3');
      }
    });

    it('not with a wrong day, at an unknown clinic, or before the clinic is paired', async () => {
      clinic = await SampleClinic.open();
      for (const day of ['2026-02-30', '2026-2-3', 'yesterday', '2026-13-01', '+002026-01-01'])
        expect((await clinic.quick('patients', 'search', 'main-street', '--updated-to', day)).code, day).to.equal(2);
      expect((await clinic.quick('patients', 'search', 'nowhere')).code).to.equal(2);
      expect((await clinic.quick('patients', 'search', 'main-street')).code).to.equal(3);
    });
  });

  describe('changed', () => {
    it('by chart number, after showing who it is and how, and audited without their data', async () => {
      await withPeople();
      const { code, stdout, stderr } = await update(...'--chart 2001 --last Newname --gender female --yes'.split(' '));
      expect(code, stderr).to.equal(0);
      expect(stdout).to.include('Anna Sample, chart number 2001').and.to.include('last name: Sample -> Newname');
      expect(stdout, 'what is so already is not changed').to.not.include('gender');
      expect(stderr, 'somebody may keep it').to.not.match(/Sample|Newname|2001/);
      expect(stdout).to.match(/ 2001 +Newname +Anna +1980-01-02 +Female\n/);
      expect(atCloud()).to.deep.equal(['Anna Newname 2001', ...unchanged.slice(1)]);
      const { audit } = await clinic.json<{ audit: { action: string; subject: string; detail: string }[] }>('audit');
      const { action, subject, detail } = audit.at(-1)!;
      expect([action, subject, detail]).to.deep.equal(['patient updated by operator', idOf('Anna'), 'last name']);
    });

    it('in every field, and prints what iTero has then', async () => {
      await withPeople();
      const { patients } = await clinic.json<{ patients: PatientJson }>(
        ...'patients update main-street --chart 2003 --first Berta --last Example'.split(' '),
        ...'--birth-date 1990-05-06 --gender Female --yes'.split(' '),
      );
      expect(patients).to.include({
        chartNumber: '2003',
        firstName: 'Berta',
        lastName: 'Example',
        dateOfBirth: '1990-05-06',
        gender: 'Female',
      });
    });

    it('not where nobody has the chart number, or it is so already', async () => {
      await withPeople();
      const nobody = await update('--chart', '9999', '--last', 'Newname', '--yes');
      expect([nobody.code, nobody.stderr.includes('Nobody')]).to.deep.equal([1, true]);
      const same = await update('--chart', '2003', '--last', 'Sampling', '--yes');
      expect([same.code, same.stderr.includes('nothing was changed')]).to.deep.equal([0, true]);
      expect(changesSent()).to.equal(0);
    });

    it('not where several have the chart number: they are listed, and --id is advised', async () => {
      await withPeople();
      const several = await update('--chart', '2004', '--last', 'Newname', '--yes');
      expect(several.code).to.equal(4);
      expect(several.stderr).to.include('--id');
      for (const firstName of ['Carl', 'Dora']) expect(several.stdout).to.include(idOf(firstName));
      expect(changesSent(), 'it is not even tried').to.equal(0);

      // A second one came between the search and the change.
      clinic.simulator.faults.add({ match: { path: '/patient/by-chart-number' }, do: { status: 409 } });
      const late = await update('--chart', '2003', '--last', 'Newname', '--yes', '--json');
      expect([late.code, JSON.parse(late.stdout)], late.stderr).to.deep.equal([4, { version: 1, patients: [] }]);
    });

    it('by id only where patients.updateById is true', async () => {
      await withPeople();
      const refused = await update('--id', idOf('Dora'), '--last', 'Newname', '--yes');
      expect([refused.code, refused.stderr.includes('patients.updateById')]).to.deep.equal([2, true]);
      expect(atCloud()).to.deep.equal(unchanged);
      const [section] = clinic.config.clinics;
      await clinic.configure({ ...clinic.config, clinics: [{ ...section, patients: { updateById: true } }] });
      const done = await update(
        '--id',
        idOf('Dora').toUpperCase(),
        '--last',
        'Newname',
        '--new-chart',
        '2005',
        '--yes',
      );
      expect(done.code, done.stderr).to.equal(0);
      expect(done.stdout).to.match(/ 2005 +Newname +Dora/);
      expect((await update('--id', idOf('Emma'), '--chart', '', '--new-chart', '2006', '--yes')).code).to.equal(0);
      expect(atCloud().slice(4)).to.deep.equal(['Dora Newname 2005', 'Emma Chartless 2006']);
      const unknown = '00000000-0000-4000-8000-00000000dead';
      expect((await update('--id', unknown, '--last', 'Newname', '--yes')).code).to.equal(1);
      expect((await update('--id', idOf('Carl'), '--chart', '2001', '--last', 'Newname', '--yes')).code).to.equal(1);

      await withoutV3();
      await clinic.configure({
        ...clinic.config,
        itero: { ...clinic.config.itero, discovery: undefined },
        clinics: [{ ...section, patients: { updateById: true } }],
      });
      const blind = await update('--id', idOf('Carl'), '--last', 'Newname', '--yes');
      expect([blind.code, blind.stderr.includes('--chart')], blind.stderr).to.deep.equal([2, true]);
      const seen = await update('--id', idOf('Carl'), '--chart', '2004', '--last', 'Newname', '--yes');
      expect(seen.code, seen.stderr).to.equal(0);
    });

    it('not to a chart number that somebody else has', async () => {
      await withPeople();
      const [section] = clinic.config.clinics;
      await clinic.configure({ ...clinic.config, clinics: [{ ...section, patients: { updateById: true } }] });
      const { code, stdout, stderr } = await update('--id', idOf('Dora'), '--new-chart', '2003', '--yes');
      expect([code, stdout.includes(idOf('Bert')), stderr.includes('new chart number')]).to.deep.equal([4, true, true]);
      expect([changesSent(), atCloud()]).to.deep.equal([0, unchanged]);
    });

    it('and audited also where iTero cannot be asked afterwards what it has', async () => {
      await withPeople();
      // The first search finds the patient, the second one looks at the change.
      clinic.simulator.faults.add({ match: { path: '/patient/search', nth: 2 }, do: { status: 500 } });
      const { code, stdout, stderr } = await update('--chart', '2001', '--last', 'Newname', '--yes');
      expect([code, stdout.includes('Newname')], stderr).to.deep.equal([0, true]);
      const { audit } = await clinic.json<{ audit: { action: string; subject: string }[] }>('audit');
      expect(audit.at(-1)).to.include({ action: 'patient updated by operator', subject: idOf('Anna') });
    });

    it('not without a terminal to ask on, unless --yes is said', async () => {
      await withPeople();
      const { code, stderr } = await clinic.cli(
        'patients',
        'update',
        'main-street',
        '--chart',
        '2001',
        '--last',
        'New',
      );
      expect([code, stderr.includes('--yes')]).to.deep.equal([2, true]);
      expect(atCloud()).to.deep.equal(unchanged);
    });

    it('not by a command that says too little, too much or the wrong', async () => {
      await withPeople();
      for (const options of [
        ['--last', 'Newname'],
        ['--chart', ' ', '--last', 'Newname'],
        ['--chart', '2001'],
        ['--chart', '2001', '--last', ' '],
        ['--chart', '2001', '--new-chart', '2009'],
        ['--chart', '2001', '--birth-date', '1980-02-30'],
        ['--chart', '2001', '--gender', 'other'],
        ['--id', idOf('Anna'), '--birth-date', '1980-02-03'],
      ])
        expect((await update(...options, '--yes')).code, options.join(' ')).to.equal(2);
      expect(atCloud()).to.deep.equal(unchanged);
    });
  });
});
