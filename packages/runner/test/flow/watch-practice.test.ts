import { SAMPLE_PRACTICE } from '@chairside/adapter-testkit';
import { ChairsideError, RxKey } from '@chairside/core';
import { reportedMappings, WatchPractice, type ClinicPolicy, type PairingTimes } from '@chairside/core/flow';
import { expect } from 'chai';
import { FlowBench, never } from './support/flow-bench.js';
import { DAY, HOUR, MINUTE, samplePolicy } from './support/sample-policy.js';
import { sampleRx, wanted } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

const ANOTHER = { id: 78, name: 'Another Sample Doctor' };
const RX = {
  defaults: { doctorId: 77, labId: 9 },
  doctors: { DrSmith: 77, 'Dr.Other': 78 },
  procedures: { D2740: { procedureMapId: 30, labId: 9 }, 'D99*': { procedureMapId: 8, labId: 10 }, D8080: false },
} as const;

describe('the practice at the cloud', () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
  });
  after(closeTestLedger);

  const watch = (rx: Partial<ClinicPolicy['rx']> = RX) =>
    new WatchPractice(bench.service, bench.ledger, samplePolicy({ rx }), bench.clock, bench.logger);
  const look = (pairing: PairingTimes = bench.pairing): Promise<void> => watch().run(pairing, never);
  const readings = (): number => bench.service.calls.filter((call) => call.startsWith('practice')).length;
  const gone = async (): Promise<readonly string[]> =>
    (await reportedMappings(bench.ledger)).map(({ path, code }) => `${path} ${code}`);
  const whole = { ...SAMPLE_PRACTICE, doctors: [...SAMPLE_PRACTICE.doctors, ANOTHER] };
  const bothLabs = { ...whole, labs: [...whole.labs, { id: 10, name: 'Another Lab', types: [], caseTypes: [] }] };

  it('is read at once, then once a day, also after a start', async () => {
    await look();
    expect(readings()).to.equal(1);
    await bench.clock.advance(DAY - MINUTE);
    await look();
    expect(readings()).to.equal(1);
    await bench.clock.advance(MINUTE);
    await look();
    expect(readings()).to.equal(2);
  });

  it('is read at once for another pairing, and after a clock of the future was put right', async () => {
    await look();
    await look({ ...bench.pairing, pairedAt: bench.clock.now() + 1 });
    expect(readings()).to.equal(2);
    const future = await FlowBench.open();
    await future.clock.advance(10 * DAY);
    await new WatchPractice(bench.service, bench.ledger, samplePolicy(), future.clock, bench.logger).run(
      bench.pairing,
      never,
    );
    await look();
    expect(readings()).to.equal(4);
  });

  it('is read again after an RX was refused as wrong, at most once a minute', async () => {
    await look();
    const refused = { do: 'fail', error: new ChairsideError('RX_REFUSED') } as const;
    bench.service.script.add('submit', refused, refused);
    bench.trigger.say(wanted(sampleRx('A')));
    await bench.round();
    expect((await bench.rx(RxKey('A'))).problem?.code).to.equal('RX_REFUSED');
    await look();
    expect(readings()).to.equal(1);
    await bench.clock.advance(MINUTE);
    await look();
    expect(readings()).to.equal(2);
    await bench.clock.advance(MINUTE);
    await look();
    expect(readings()).to.equal(2);
    await bench.round();
    await look();
    expect(readings()).to.equal(3);
  });

  it('is not read again for an RX that failed for another reason', async () => {
    await look();
    bench.service.script.add('submit', { do: 'fail', error: new ChairsideError('CLOUD_REFUSED') });
    bench.trigger.say(wanted(sampleRx('A')));
    await bench.round();
    await bench.clock.advance(HOUR);
    await look();
    expect(readings()).to.equal(1);
  });

  it('reports each mapping of a doctor or a lab that is gone, by its place in the configuration, and says so once', async () => {
    bench.service.currentPractice = bothLabs;
    await look();
    expect(await gone()).to.deep.equal([]);
    expect(bench.logger.lines).to.deep.equal([]);

    bench.service.currentPractice = { ...SAMPLE_PRACTICE, labs: [] };
    await bench.clock.advance(DAY);
    await look();
    const all = [
      'rx.defaults.labId LAB_GONE',
      'rx.doctors.Dr.Other DOCTOR_GONE',
      'rx.procedures.D2740 LAB_GONE',
      'rx.procedures.D99* LAB_GONE',
    ];
    expect(await gone()).to.deep.equal(all);
    expect(bench.logger.lines.map(({ level, fields }) => [level, fields.code])).to.deep.equal([
      ['warn', 'LAB_GONE'],
      ['warn', 'DOCTOR_GONE'],
      ['warn', 'LAB_GONE'],
      ['warn', 'LAB_GONE'],
    ]);
    expect(bench.logger.text()).to.not.match(/Dr\.Other|Sample/);

    await bench.clock.advance(DAY);
    await look();
    expect(await gone()).to.deep.equal(all);
    expect(bench.logger.lines).to.have.length(4);
  });

  it('takes the report back when the practice, or the configuration, is mended', async () => {
    await look();
    expect(await gone()).to.deep.equal(['rx.doctors.Dr.Other DOCTOR_GONE', 'rx.procedures.D99* LAB_GONE']);
    await watch({ ...RX, doctors: { DrSmith: 77 } }).run(bench.pairing, never);
    expect(await gone()).to.deep.equal(['rx.procedures.D99* LAB_GONE']);
    expect(readings()).to.equal(1);
    bench.service.currentPractice = bothLabs;
    await bench.clock.advance(DAY);
    await look();
    expect(await gone()).to.deep.equal([]);
  });

  it('believes no answer without any doctor', async () => {
    bench.service.currentPractice = { ...SAMPLE_PRACTICE, doctors: [], labs: [] };
    await look();
    expect(await gone()).to.deep.equal([]);
    await look();
    expect(readings()).to.equal(1);

    bench.service.currentPractice = whole;
    await bench.clock.advance(DAY);
    await look();
    expect(await gone()).to.deep.equal(['rx.procedures.D99* LAB_GONE']);
    bench.service.currentPractice = { ...SAMPLE_PRACTICE, doctors: [], labs: [] };
    await bench.clock.advance(DAY);
    await look();
    expect(await gone()).to.deep.equal(['rx.procedures.D99* LAB_GONE']);
  });

  it('keeps the last reading while the cloud fails, and says nothing of anybody', async () => {
    bench.service.currentPractice = bothLabs;
    await look();
    await bench.clock.advance(DAY);
    bench.service.script.add('practice', { do: 'fail', error: new ChairsideError('CLOUD_ERROR') });
    const failure = await look().catch((error: unknown) => ChairsideError.is(error) && error.code);
    expect(failure).to.equal('CLOUD_ERROR');
    expect(await gone()).to.deep.equal([]);
    await look();
    expect(readings()).to.equal(3);
  });

  it('keeps no names, and no list that is longer than a practice', async () => {
    await look();
    const stored = await bench.ledger.cursor('practice');
    expect(stored)
      .to.be.a('string')
      .and.to.not.match(/Sample/);
    const doctors = Array.from({ length: 100_000 }, (_, index) => ({ id: 1_000 + index, name: 'x' }));
    bench.service.currentPractice = { ...SAMPLE_PRACTICE, doctors };
    await bench.clock.advance(DAY);
    await look();
    expect((await bench.ledger.cursor('practice'))?.length).to.be.lessThan(1_000);
    expect(await gone()).to.deep.equal(['rx.doctors.Dr.Other DOCTOR_GONE', 'rx.procedures.D99* LAB_GONE']);
  });
});
