import { expect } from 'chai';
import { columnNames, createStatements } from '../dist/index.js';

describe('the tables of a version of Open Dental', () => {
  it('are those that the version has', () => {
    expect(createStatements('16.3.34')).to.have.length(45);
    expect(createStatements('21.1.9')).to.have.length(51);
    expect(createStatements('25.4')).to.have.length(53);
  });

  it('have the columns that the version has', () => {
    expect(columnNames('document', '16.3.34')).not.to.include('ProvNum');
    expect(columnNames('document', '21.1.9')).to.include('ProvNum');
    expect(columnNames('procedurelog', '25.3')).not.to.include('NoBillIns');
    expect(columnNames('procedurelog', '25.4')).to.include('NoBillIns');
    expect(columnNames('no_such_table', '25.4')).to.deep.equal([]);
  });

  it('have no index on a column that is not there yet', () => {
    const [appointment] = createStatements('16.3.34').filter((sql) => sql.startsWith('CREATE TABLE `appointment` '));
    expect(appointment).to.include('KEY `StatusDate` (`AptStatus`, `AptDateTime`, `ClinicNum`)');
    expect(appointment).not.to.include('`Priority`');
  });
});
