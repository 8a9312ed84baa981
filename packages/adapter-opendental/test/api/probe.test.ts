import type { Finding } from '@chairside/core';
import { expect } from 'chai';
import { ApiHouse } from './support/api-house.js';

describe("check of Open Dental's API", () => {
  let house: ApiHouse;
  beforeEach(async () => {
    house = await ApiHouse.open();
  });
  afterEach(() => house.close());

  function levels(findings: readonly Finding[]): readonly string[] {
    return findings.map(({ level, subject }) => `${subject} ${level}`);
  }

  it('tries the keys, the categories and the SFTP server, and files nothing', async () => {
    const findings = await house.filing({ sftp: true }).probe();
    expect(levels(findings)).to.deep.equal(['api ok', 'files.category ok', 'api.sftp ok']);
    expect(house.api.documents).to.deep.equal([]);
    expect([...house.sftp.files.keys()]).to.deep.equal([]);
  });

  it('says that large files cannot be filed without an SFTP server, unless none are to be', async () => {
    const [, , large] = await house.filing().probe();
    expect(large).to.include({ level: 'warning', subject: 'api.sftp' });
    expect(large?.text).to.include('12.5 MB');
    expect(levels(await house.filing({ options: { zip: false } }).probe())).to.deep.equal([
      'api ok',
      'files.category ok',
    ]);
  });

  it('tells the key of an SFTP server that is not told by its key', async () => {
    const findings = await house.filing({ sftp: true, sftpOptions: { hostKey: undefined } }).probe();
    const warning = findings.find(({ subject }) => subject === 'api.sftp.hostKey');
    expect(warning?.level).to.equal('warning');
    expect(warning?.advice).to.include(house.sftp.hostKey);
  });

  it('tells wrong keys from an API that is away', async () => {
    expect(levels(await house.filing({ keys: { developerKey: 'wrong' } }).probe())[0]).to.equal('api problem');
    house.api.faults.push({ of: 'GET definitions', done: false, answer: 400, text: 'The eConnector is not running' });
    expect(levels(await house.filing().probe())[0]).to.equal('api unreachable');
  });

  it('names each category that cannot be used, and what to do', async () => {
    const options = { category: 'Shown', rx: { category: 'Old' }, zip: { category: 'Nowhere' } };
    const findings = await house.filing({ sftp: true, options }).probe();
    const problems = findings.filter(({ level }) => level === 'problem');
    expect(problems.map(({ text }) => text)).to.have.length(3);
    expect(problems.every(({ advice }) => advice !== undefined && advice !== '')).to.equal(true);
  });

  it('says that the SFTP server cannot be used', async () => {
    const findings = await house.filing({ sftp: true, sftpOptions: { password: 'wrong' } }).probe();
    expect(findings.at(-1)).to.include({ subject: 'api.sftp', level: 'unreachable' });
  });
});
