import { FlowBench, never } from './flow-bench.js';
import { sampleRx, wanted } from './samples.js';

/** A bench whose practice wants the RX `A`. */
export async function benchWithRx(...args: Parameters<typeof FlowBench.open>): Promise<FlowBench> {
  const bench = await FlowBench.open(...args);
  bench.trigger.say(wanted(sampleRx('A')));
  await bench.flows.readTrigger.run(never);
  return bench;
}
