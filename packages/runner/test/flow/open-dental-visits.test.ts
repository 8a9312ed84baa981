import { ChairsideError, RxKey } from '@chairside/core';
import { PrivateServer } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { never } from './support/flow-bench.js';
import { OpenDentalBench } from './support/open-dental-bench.js';
import { closeTestLedger } from './support/test-ledger.js';

const POLICY = { rx: { doctors: { DOC1: 77 } } };

describe('the visits of a practice on Open Dental, on the scanner', () => {
  let server: PrivateServer;
  let bench: OpenDentalBench;
  let patient: number;
  let provider: number;
  before(async function () {
    const started = await PrivateServer.start();
    if (started !== undefined) {
      server = started;
      return;
    }
    if (process.env['CI'] === 'true') throw new Error('MariaDB is needed for these tests');
    process.stderr.write('\nSKIPPED, since this computer has no MariaDB: visits of Open Dental through the flows\n');
    this.skip();
  });
  after(async () => {
    await server?.close();
    await closeTestLedger();
  });
  beforeEach(async () => {
    bench = await OpenDentalBench.open(server, POLICY);
    patient = await bench.hands.addPatient({ last: 'Example', first: 'Sample' });
    provider = await bench.hands.addProvider({ abbr: 'DOC1', last: 'Test', first: 'Dora' });
    // So that the book is never empty.
    await bench.hands.addVisit({ patient, provider, procedures: [{ code: 'D1110' }] });
  });
  afterEach(() => bench.close());

  const book = (more: Partial<Parameters<OpenDentalBench['hands']['addVisit']>[0]> = {}): Promise<number> =>
    bench.hands.addVisit({ patient, provider, procedures: [{ code: 'D2740', tooth: '3' }], ...more });
  const quiet = (): Promise<void> => bench.flows.untilQuiet();

  it('are sent once, and a visit that is moved within the horizon is not sent again', async () => {
    const visit = await book();
    await quiet();
    expect(bench.onScanner).to.deep.equal([`30 77 ${patient} 3 Ceramic crown`]);
    await bench.hands.moveVisit(visit, { inDays: 2, time: '15:00' });
    await bench.hands.changeVisit(visit, { op: 4 });
    await quiet();
    expect(await bench.states(visit)).to.deep.equal(['submitted']);
    expect(bench.flows.service.rxs.size).to.equal(1);
  });

  it('a visit that is broken is withdrawn, and sent anew when it is scheduled again', async () => {
    const visit = await book();
    await quiet();
    await bench.hands.breakVisit(visit);
    await quiet();
    expect(bench.onScanner).to.deep.equal([]);
    expect(await bench.states(visit)).to.deep.equal(['withdrawn']);
    const again = await book({ at: { inDays: 2 } });
    await quiet();
    expect(await bench.states(again)).to.deep.equal(['submitted']);
  });

  it('the last visit of a quiet day is withdrawn when it is broken', async () => {
    const visit = await book();
    await quiet();
    await bench.hands.breakVisit(visit);
    await quiet();
    expect([await bench.states(visit), bench.onScanner]).to.deep.equal([['withdrawn'], []]);
  });

  it('a visit that is moved out of the horizon, deleted or unscheduled is withdrawn', async () => {
    const visits = [await book(), await book(), await book()];
    await quiet();
    expect(bench.onScanner).to.have.length(3);
    await bench.hands.moveVisit(visits[0]!, { inDays: 30 });
    await bench.hands.deleteVisit(visits[1]!);
    await bench.hands.unscheduleVisit(visits[2]!);
    await quiet();
    expect(bench.onScanner).to.deep.equal([]);
    await bench.hands.moveVisit(visits[0]!, { inDays: 1 });
    await quiet();
    expect(await bench.states(visits[0]!)).to.deep.equal(['withdrawn', 'submitted']);
  });

  it('a procedure that is changed is withdrawn and sent anew', async () => {
    const visit = await book();
    await quiet();
    await bench.hands.changeProcedures(visit, [{ code: 'D2740', tooth: '14' }]);
    await quiet();
    expect(await bench.states(visit)).to.deep.equal(['withdrawn', 'submitted']);
    expect(bench.onScanner).to.deep.equal([`30 77 ${patient} 14 Ceramic crown`]);
    await bench.hands.changeProcedures(visit, [{ code: 'D5110', surf: 'U' }]);
    await quiet();
    expect(await bench.states(visit)).to.deep.equal(['withdrawn', 'withdrawn']);
    expect(bench.onScanner).to.deep.equal([`22 77 ${patient} upper Full denture, upper`]);
  });

  it('a visit that is completed stays on the scanner, and so does one that has begun, whatever changes', async () => {
    const done = await book({ at: { inDays: 0 } });
    const begun = await book({
      at: { inDays: 0 },
      procedures: [
        { code: 'D2740', tooth: '3' },
        { code: 'D2740', tooth: '4' },
      ],
    });
    await quiet();
    await bench.hands.completeVisit(done);
    const [first, second] = await bench.hands.proceduresOf(begun);
    await bench.hands.setProcedureStatus(first!, 'complete');
    await bench.hands.detachProcedure(second!);
    await quiet();
    expect([await bench.states(done), await bench.states(begun)]).to.deep.equal([['submitted'], ['submitted']]);
  });

  it('a visit that had begun before it was first read is sent, as it is then', async () => {
    const visit = await book({ at: { inDays: 0 } });
    const [crown] = await bench.hands.proceduresOf(visit);
    await bench.hands.addProcedure(visit, { code: 'D2950', tooth: '3', status: 'complete' });
    await quiet();
    expect(bench.onScanner).to.have.length(1);
    await bench.hands.setProcedureStatus(crown!, 'complete');
    await quiet();
    expect(await bench.states(visit)).to.deep.equal(['submitted']);
  });

  it('an unmapped provider waits, visibly, whatever the defaults are, and is sent again when another takes over', async () => {
    const stranger = await bench.hands.addProvider({ abbr: 'NEW', last: 'Test', first: 'Nils' });
    const visit = await book({ provider: stranger });
    await quiet();
    const waiting = await bench.flows.rx(RxKey(`${visit}:fixed-restorative`));
    expect([waiting.state, waiting.problem?.code]).to.deep.equal(['wanted', 'RX_DOCTOR_UNMAPPED']);
    await bench.hands.changeVisit(visit, { provider });
    await quiet();
    expect(bench.onScanner).to.deep.equal([`30 77 ${patient} 3 Ceramic crown`]);
    await bench.hands.changeVisit(visit, { provider: stranger });
    await quiet();
    expect(await bench.states(visit)).to.deep.equal(['withdrawn', 'wanted']);
  });

  it('what only suggests a scan is sent when a person approves it, what has two ids when one is named', async () => {
    const suggested = await book({ procedures: [{ code: 'D2799', tooth: '3' }] });
    const ambiguous = await book({ procedures: [{ code: 'D9944' }] });
    await quiet();
    expect(bench.onScanner).to.deep.equal([]);
    const waiting = await bench.flows.rx(RxKey(`${ambiguous}:night-guard`));
    expect([waiting.problem?.code, waiting.problem?.text.endsWith('(D9944: 8 or 14)')]).to.deep.equal([
      'RX_PROCEDURE_AMBIGUOUS',
      true,
    ]);
    await bench.flows.rxDesk.approve(RxKey(`${suggested}:fixed-restorative`), {});
    await bench.flows.rxDesk.approve(waiting.key, { procedureMapId: 14 });
    await quiet();
    await quiet();
    expect(bench.onScanner).to.have.members([`30 77 ${patient} 3 Interim crown`, `14 77 ${patient} Night guard, hard`]);
  });

  it('a cleaning is nothing, although the defaults name a procedure', async () => {
    await quiet();
    expect(await bench.flows.ledger.rx.list({})).to.deep.equal([]);
  });

  it('a merged patient is sent under the number that remains', async () => {
    const visit = await book();
    await quiet();
    const remaining = await bench.hands.addPatient({ last: 'Example', first: 'Remaining' });
    await bench.hands.mergePatients(patient, remaining);
    await quiet();
    expect(await bench.states(visit)).to.deep.equal(['withdrawn', 'submitted']);
    expect(bench.onScanner).to.deep.equal([`30 77 ${remaining} 3 Ceramic crown`]);
  });

  it('a patient who is deleted is withdrawn', async () => {
    await book();
    await quiet();
    await bench.hands.changePatient(patient, { status: 'deleted' });
    await quiet();
    expect(bench.onScanner).to.deep.equal([]);
  });

  it('nothing is withdrawn by an update, an empty book or a server that goes away and comes back', async () => {
    const visit = await book();
    await quiet();
    const look = () =>
      bench.flows.flows.readTrigger.run(never).then(
        () => 'read',
        (error: unknown) => ChairsideError.is(error) && error.code,
      );
    await bench.hands.setPreference('UpdateInProgressOnComputerName', 'FRONTDESK');
    await bench.hands.deleteVisit(visit);
    expect(await look()).to.equal('DATABASE_UPDATING');
    await bench.hands.setPreference('UpdateInProgressOnComputerName', '');
    await bench.emptyBook();
    expect(await look()).to.equal('read');
    await server.kill();
    try {
      expect(await look()).to.equal('DATABASE_UNREACHABLE');
    } finally {
      await server.resume();
    }
    expect(await look()).to.equal('read');
    await bench.flows.flows.workRx.run(never);
    expect(await bench.states(visit)).to.deep.equal(['submitted']);
  });
});
