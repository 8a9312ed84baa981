import { adapterSuite } from '@chairside/adapter-testkit';
import { openPractice } from '../practice/open-practice.js';
import { adapter } from '../src/index.js';

adapterSuite({
  adapter,
  practice: openPractice,
  module: { url: new URL('../src/index.js', import.meta.url).href, name: 'adapter' },
});
