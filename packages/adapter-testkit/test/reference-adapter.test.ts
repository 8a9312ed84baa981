import { adapterSuite, MemoryPractice, referenceAdapter } from '@chairside/adapter-testkit';

for (const kind of ['snapshots', 'changes'] as const) {
  adapterSuite({ adapter: referenceAdapter, practice: async () => new MemoryPractice(kind) });
}
