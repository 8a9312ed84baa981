import { expect } from 'chai';
import { describeWithServer, openPractice, signal, VERSIONS } from '../support/server.js';

describeWithServer('the database of Open Dental', () => {
  for (const version of VERSIONS) {
    it(`of version ${version} is read by an account that may do just that`, async () => {
      const { openDental } = await openPractice(version);
      expect(await openDental.preference('DataBaseVersion', signal)).to.equal(version);
    });
  }
});
