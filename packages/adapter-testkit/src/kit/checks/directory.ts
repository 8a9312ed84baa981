import type { DirectoryEntry } from '@chairside/core';
import { must } from '../broken.js';
import type { Check } from '../check.js';
import { mustWait } from './must-wait.js';

const LISTS = ['providers', 'procedures'] as const;

export const DIRECTORY_CHECKS: readonly Check[] = [
  {
    part: 'directory',
    title: 'lists providers and procedures, each with a key of its own',
    async run(bench) {
      for (const list of LISTS) {
        const entries: readonly DirectoryEntry[] = await bench.ports.directory![list](bench.signal);
        const keys = entries.map(({ key }) => key);
        must(
          keys.every((key) => key.trim() !== ''),
          `${list} has an entry without a key`,
        );
        must(new Set(keys).size === keys.length, `${list} has a key twice, so that a mapping may mean either`);
        const again = await bench.ports.directory![list](bench.signal);
        must(JSON.stringify(again) === JSON.stringify(entries), `${list} answers something else the second time`);
      }
    },
  },
  {
    part: 'directory',
    title: 'throws an error that waits while the practice cannot be reached',
    hands: ['goAway', 'comeBack'],
    async run(bench) {
      await bench.hands.goAway!();
      for (const list of LISTS) {
        const call = bench.ports.directory![list](bench.signal);
        mustWait(await bench.thrownBy(call, `${list} answers though the practice cannot be reached`), list);
      }
      await bench.hands.comeBack!();
    },
  },
];
