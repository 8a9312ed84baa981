import { adapterSuite } from '@chairside/adapter-testkit';
import { openDental } from '@chairside/adapter-opendental';
import { KitPractice } from './support/kit-practice.js';
import { describeWithServer } from './support/server.js';

describeWithServer('Open Dental, by the kit', () => {
  after(() => KitPractice.forget());

  adapterSuite({
    adapter: openDental,
    practice: () => KitPractice.open(),
    module: { url: import.meta.resolve('@chairside/adapter-opendental'), name: 'openDental' },
    cannotHold: ['letters outside the basic plane'],
  });
});
