import { expect } from 'chai';
import { OpenDentalOptions } from '@chairside/adapter-opendental';

const LEAST = { database: { user: 'chairside', password: 'a secret' } };

/** Where and why options are refused. */
function problems(options: object): readonly string[] {
  const result = OpenDentalOptions.safeParse(options);
  return result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

describe('the options for Open Dental', () => {
  it('need an account, and know the rest', () => {
    expect(OpenDentalOptions.parse(LEAST)).to.deep.equal({
      database: {
        host: '127.0.0.1',
        port: 3306,
        database: 'opendental',
        user: 'chairside',
        password: 'a secret',
        tls: false,
      },
      chartNumber: 'PatNum',
      horizonDays: 3,
      planned: false,
      only: { clinics: [], providers: [], operatories: [], appointmentTypes: [] },
      notes: '{teeth} {surfaces} {description}',
      files: {
        via: 'imageFolder',
        root: 'auto',
        pathMap: {},
        category: 'Photos',
        allowPortal: [],
        zip: true,
        pictures: true,
        rx: true,
        meshes: false,
      },
    });
  });

  it('take what a practice may say of its visits and files', () => {
    const options = {
      ...LEAST,
      chartNumber: 'ChartNumber',
      horizonDays: 0,
      planned: true,
      only: { clinics: [0, 2], providers: ['DrSmith', 4], operatories: ['Scanner'], appointmentTypes: [7] },
      notes: '{teeth}: {description}',
      files: {
        root: '/mnt/images',
        pathMap: { '\\\\server\\OpenDentImages': '/mnt/images' },
        category: 'Scans',
        zip: { category: 'Lab Cases' },
        pictures: false,
      },
    };
    expect(OpenDentalOptions.parse(options)).to.deep.include({ only: options.only, planned: true, horizonDays: 0 });
    expect(OpenDentalOptions.parse(options).files).to.deep.include({ zip: { category: 'Lab Cases' }, rx: true });
  });

  it('need the keys of the API where files go in by it, over a way that nobody listens on', () => {
    expect(problems({ ...LEAST, files: { via: 'api' } })).to.deep.equal([
      'api: expected the keys of the API, since files.via is api',
    ]);
    const api = { developerKey: 'a key', customerKey: 'another' };
    expect(OpenDentalOptions.parse({ ...LEAST, files: { via: 'api' }, api }).api).to.deep.equal({
      ...api,
      baseUrl: 'http://localhost:30222/api/v1',
    });
    expect(problems({ ...LEAST, api: { ...api, baseUrl: 'http://192.0.2.7:30222/api/v1' } })[0]).to.match(
      /^api\.baseUrl: .*https/,
    );
    expect(problems({ ...LEAST, api: { ...api, baseUrl: 'not an address' } })).to.have.length(1);
  });

  it('are refused where something in them cannot be', () => {
    for (const [place, options] of [
      ['database', {}],
      ['database.user', { database: { user: ' ', password: 'x' } }],
      ['database.port', { database: { ...LEAST.database, port: 0 } }],
      ['database.tls', { database: { ...LEAST.database, tls: '' } }],
      ['chartNumber', { ...LEAST, chartNumber: 'SSN' }],
      ['horizonDays', { ...LEAST, horizonDays: -1 }],
      ['horizonDays', { ...LEAST, horizonDays: 1.5 }],
      ['notes', { ...LEAST, notes: '{tooth}' }],
      ['files.via', { ...LEAST, files: { via: 'ftp' } }],
      ['files.zip', { ...LEAST, files: { zip: 'yes' } }],
      ['only.clinics.0', { ...LEAST, only: { clinics: ['North'] } }],
      ['', { ...LEAST, horizon: 3 }],
    ] as const) {
      expect(
        problems(options).map((problem) => problem.slice(0, problem.indexOf(':'))),
        place,
      ).to.deep.equal([place]);
    }
  });
});
