import { certify, MemoryPractice, referenceAdapter } from '@chairside/adapter-testkit';
import { defineAdapter } from '@chairside/core';
import { expect } from 'chai';
import { WRONG_ADAPTERS } from './wrong-adapters.js';

describe('an adapter with a typical mistake', () => {
  for (const { mistake, speaks, spoil, said } of WRONG_ADAPTERS) {
    it(`that ${mistake} gets no certificate, and is told which`, async () => {
      const adapter = defineAdapter({
        ...referenceAdapter,
        create: async (options, host) => spoil(await referenceAdapter.create(options, host), host),
      });
      const certificate = await certify({ adapter, practice: async () => new MemoryPractice(speaks), patience: 100 });
      expect(certificate.passed).to.equal(false);
      const broken = certificate.results.flatMap((result) =>
        result.outcome === 'failed' ? [result.error.message] : [],
      );
      expect(broken.join('\n')).to.match(said);
      expect(certificate.toString()).to.match(/\nNOT PASSED: /);
    });
  }
});
