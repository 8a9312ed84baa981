import { HostileAdapter } from '@chairside/adapter-testkit';
import type { ScanOrder } from '@chairside/core';
import { FlowBench } from './flow-bench.js';
import type { PolicyChanges } from './sample-policy.js';
import { samplePatient } from './samples.js';

export interface Setting {
  readonly bench: FlowBench;
  readonly order: ScanOrder;
  readonly hostile: HostileAdapter;
}

/** One order of a known patient, listed; the adapter goes by a script. */
export async function setting(policy?: PolicyChanges): Promise<Setting> {
  const bench = await FlowBench.open(policy);
  const hostile = new HostileAdapter(bench.adapter);
  bench.build({ adapter: hostile });
  bench.adapter.patients.put(samplePatient(1));
  const order = bench.service.addOrder({ patient: samplePatient(1) });
  return { bench, order, hostile };
}
