import type { Finding } from '@chairside/core';
import { versionProblem } from '@chairside/core/house';
import { ContractBroken, must } from '../broken.js';
import type { Bench } from '../bench.js';
import type { Check } from '../check.js';
import { samplePerson } from '../sample-people.js';

const LEVELS: readonly string[] = ['ok', 'warning', 'problem', 'unreachable', 'refused'] satisfies Finding['level'][];

export const ADAPTER_CHECKS: readonly Check[] = [
  {
    part: 'adapter',
    title: 'declares itself',
    async run({ subject, ports }) {
      const { name, apiVersion } = subject.adapter;
      must(/^[a-z0-9][a-z0-9-]*$/.test(name), 'its name is not of small letters, digits and hyphens');
      const unfit = versionProblem(apiVersion);
      must(unfit === undefined, `its apiVersion does not fit: it ${unfit}`);
      const offered = [ports.rxTrigger, ports.patients, ports.sink, ports.status, ports.directory];
      must(
        offered.some((port) => port !== undefined),
        'it offers no port',
      );
    },
  },
  {
    part: 'adapter',
    title: 'refuses options that nobody knows',
    async run({ subject, hands }) {
      const { options } = subject.adapter;
      const misspelt = options.safeParse({ ...hands.options, 'no such option': true });
      must(
        !misspelt.success,
        'an option that does not exist is accepted: use z.strictObject, so that a slip of the pen is told',
      );
      must(!options.safeParse('nonsense').success, 'a text is accepted where options are expected');
    },
  },
  {
    part: 'adapter',
    title: 'probes without changing anything, and throws nothing',
    async run(bench) {
      for (let time = 0; time < 2; time += 1) {
        const findings = await probed(bench, 'probe throws what it finds');
        for (const { level, subject, text } of findings) {
          must(LEVELS.includes(level), `a finding has the level ${level}, which is none`);
          must(subject !== '' && text !== '', 'a finding has no subject or no text');
        }
      }
    },
  },
  {
    part: 'adapter',
    title: 'probes and says so while the practice cannot be reached',
    hands: ['goAway', 'comeBack'],
    async run(bench) {
      await bench.hands.goAway!();
      const findings = await probed(bench, 'probe throws where nothing can be reached');
      must(
        findings.some(({ level }) => level !== 'ok' && level !== 'warning'),
        'probe finds nothing wrong though nothing can be reached',
      );
      await bench.hands.comeBack!();
    },
  },
  {
    part: 'adapter',
    title: 'may be created twice, and ended while the other goes on',
    async run(bench) {
      const stop = new AbortController();
      const other = await bench.create(stop.signal);
      await other.probe(bench.signal);
      stop.abort();
      await other.close();
      const findings = await bench.ports.probe(bench.signal);
      must(
        findings.every(({ level }) => level !== 'unreachable'),
        'when one of two ends, the other works no more: share nothing between them',
      );
    },
  },
  {
    part: 'adapter',
    title: 'keeps patients out of its log and of what it finds',
    async run(bench) {
      const known = await bench.know(samplePerson(1), samplePerson(2));
      const [first] = known;
      if (bench.hands.wantScan !== undefined && bench.ports.rxTrigger !== undefined) {
        await bench.readWanted(await bench.want(first!));
      }
      for (const one of known) await bench.ports.patients?.search(bench.patient(one), bench.signal);
      if (bench.ports.sink !== undefined) {
        await bench.ports.sink.deliver(await bench.scans.scan(bench.patient(first!)), bench.signal);
      }
      const findings = await bench.ports.probe(bench.signal);
      const written = `${bench.logger.text()} ${JSON.stringify(findings)}`.toLowerCase();
      for (const { person } of known) {
        const said = [person.lastName, person.firstName].find((text) => written.includes(text.toLowerCase()));
        must(said === undefined, 'the log or a finding holds the name of a patient');
      }
    },
  },
];

/** What probe finds; throwing is a mistake of its own. */
function probed({ ports, signal }: Bench, mistake: string): Promise<readonly Finding[]> {
  return ports.probe(signal).catch((error: unknown) => {
    if (error instanceof ContractBroken) throw error;
    throw new ContractBroken(`${mistake} (${String(error)}): that is a finding`);
  });
}
