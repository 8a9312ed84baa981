import { expect } from 'chai';
import { failure, NEVER } from './support/failure.js';
import { API, COMPANY, SamplePractice } from './support/sample-practice.js';

const PRACTICE = `GET ${API}/practice-configuration`;

describe('iTero practice configuration', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
  });

  afterEach(() => practice.server.close());

  function answer(parts: Readonly<Record<string, unknown>>): void {
    const header = { CompanyId: COMPANY, CompanyName: 'Sample Dental', CountryCode: 'XX', ReportDate: '2026-05-20' };
    practice.server.json(PRACTICE, { Data: { Header: header, ...parts }, Status: 1 });
  }

  it('tells company, country, doctors, labs with their case types, and unit types', async () => {
    answer({
      Doctors: [
        { Id: 77, Name: 'Dr Sample' },
        { Id: 78, Name: 'Dr Example' },
      ],
      Labs: [
        { Id: 9, Name: 'Sample Lab', Types: ['Dental', 'Ortho'], Address: '1 Sample Street', DefinedCaseTypes: [1, 4] },
      ],
      UnitTypes: [
        { Id: 2, Name: 'Crown' },
        { Id: 7, Name: 'Veneer' },
      ],
    });
    expect(await practice.service().practice(NEVER)).to.eql({
      companyId: COMPANY,
      companyName: 'Sample Dental',
      countryCode: 'XX',
      doctors: [
        { id: 77, name: 'Dr Sample' },
        { id: 78, name: 'Dr Example' },
      ],
      labs: [{ id: 9, name: 'Sample Lab', types: ['Dental', 'Ortho'], address: '1 Sample Street', caseTypes: [1, 4] }],
      unitTypes: [
        { id: 2, name: 'Crown' },
        { id: 7, name: 'Veneer' },
      ],
    });
  });

  it('is read where country, labs, case types and unit types are absent, since the vendor calls unit types deprecated', async () => {
    practice.server.json(PRACTICE, {
      Data: { Header: { CompanyId: COMPANY, CountryCode: null }, Doctors: [{ Id: 77 }], Labs: null },
      Status: 1,
    });
    expect(await practice.service().practice(NEVER)).to.eql({
      companyId: COMPANY,
      companyName: '',
      countryCode: undefined,
      doctors: [{ id: 77, name: '' }],
      labs: [],
      unitTypes: [],
    });
    answer({ Labs: [{ Id: 9, Name: 'Sample Lab', DefinedCaseTypes: null, Types: null }] });
    expect((await practice.service().practice(NEVER)).labs[0]).to.deep.include({ types: [], caseTypes: [] });
  });

  it('is read where case types and unit types are odd: they decide nothing', async () => {
    answer({
      Doctors: [{ Id: '77', Name: 'Dr Sample' }],
      Labs: [{ Id: '9', Name: 'Sample Lab', Types: 'Dental', DefinedCaseTypes: ['Crown'], Address: { odd: true } }],
      UnitTypes: 'none',
    });
    const { doctors, labs, unitTypes } = await practice.service().practice(NEVER);
    expect(doctors).to.eql([{ id: 77, name: 'Dr Sample' }]);
    expect(labs).to.eql([{ id: 9, name: 'Sample Lab', types: [], caseTypes: [], address: undefined }]);
    expect(unitTypes).to.eql([]);
  });

  it('without a company is an error that names the field', async () => {
    practice.server.json(PRACTICE, { Data: { Header: { CompanyName: 'Sample Dental' } }, Status: 1 });
    const error = await failure(practice.service().practice(NEVER));
    expect(error.code).to.equal('CLOUD_ANSWER_UNREADABLE');
    expect(error.detail).to.equal('/practice-configuration: Header.CompanyId');
  });

  it('whose Status is not 1 is an error, although HTTP says 200', async () => {
    practice.server.json(PRACTICE, { Data: null, Status: 0 });
    expect((await failure(practice.service().practice(NEVER))).code).to.equal('CLOUD_ERROR');
  });
});
