import { certify, MemoryPractice, referenceAdapter } from '@chairside/adapter-testkit';
import { defineAdapter } from '@chairside/core';
import { expect } from 'chai';

describe('a certificate', () => {
  it('says what was kept, and what was skipped and why', async () => {
    const certificate = await certify({
      adapter: referenceAdapter,
      practice: async () => new MemoryPractice('changes'),
      skip: { 'declares itself': 'its author says so' },
    });
    expect(certificate.passed).to.equal(true);
    const text = certificate.toString();
    expect(text).to.match(/^Chairside adapter certificate: reference\nadapter API 1\.0, \d{4}-\d\d-\d\d, Node \d+/);
    expect(text).to.contain('  kept     finds by chart number and name together');
    expect(text).to.contain('  skipped  declares itself: its author says so');
    expect(text).to.contain('the adapter has no rxTrigger.confirm');
    expect(text).to.contain('no module is named that another process could load');
    expect(text).to.match(/\nPASSED: \d+ kept, 0 broken, \d+ skipped$/);
  });

  it('of an adapter with one port alone names what is not there, in a line', async () => {
    const certificate = await certify({
      adapter: defineAdapter({
        ...referenceAdapter,
        create: async (options, host) => {
          const { patients, probe, close } = await referenceAdapter.create(options, host);
          return { patients, probe, close };
        },
      }),
      practice: async () => new MemoryPractice('changes'),
    });
    expect(certificate.passed, certificate.toString()).to.equal(true);
    expect(certificate.toString()).to.contain('\nsink: not checked, since the adapter has no sink\n');
  });
});
