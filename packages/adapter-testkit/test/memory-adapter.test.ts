import {
  MemoryAdapter,
  MemoryPatients,
  MemorySink,
  MemorySnapshotTrigger,
  MemoryTrigger,
  MemoryVault,
} from '@chairside/adapter-testkit';
import { ChairsideError, PatientRef, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { inTemporaryFolder, never, sampleDelivery, samplePatient, stagedFile } from './samples.js';

const rx = { key: RxKey('A'), patient: PatientRef('P1') };

describe('MemoryTrigger', () => {
  it('says a change again until it is acknowledged', async () => {
    const trigger = new MemoryTrigger(1);
    trigger.say({ id: '1', change: 'wanted', rx }, { id: '2', change: 'cancelled', key: rx.key });
    const first = await trigger.read(undefined, never);
    expect(await trigger.read(undefined, never)).to.deep.equal(first);
    expect(first).to.deep.include({ kind: 'changes', more: true });
    await trigger.acknowledge([{ id: '1', key: rx.key, result: 'accepted' }], never);
    expect(trigger.pending.map(({ id }) => id)).to.deep.equal(['2']);
  });
});

describe('MemorySnapshotTrigger', () => {
  it('tells over, cancelled and unexplained absence apart', async () => {
    const trigger = new MemorySnapshotTrigger();
    const keys = ['over', 'cancelled', 'hidden', 'there', 'begun'].map(RxKey);
    for (const key of keys) trigger.want({ ...rx, key });
    trigger.finish(keys[0]!);
    trigger.cancel(keys[1]!);
    trigger.hide(keys[2]!);
    trigger.begin({ ...rx, key: keys[4]! });
    expect(await trigger.read(undefined, never)).to.deep.equal({
      kind: 'snapshot',
      wanted: [{ ...rx, key: 'there' }],
      begun: [{ ...rx, key: 'begun' }],
    });
    expect([...(await trigger.confirm(keys, never))]).to.deep.equal([
      ['over', 'over'],
      ['cancelled', 'cancelled'],
      ['there', 'wanted'],
      ['begun', 'over'],
    ]);
  });
});

describe('MemoryPatients', () => {
  it('finds by reference, follows a merge, and searches by chart number and name', async () => {
    const patients = new MemoryPatients([samplePatient(1), samplePatient(2)]);
    expect(await patients.byRef(PatientRef('P1'), never)).to.deep.equal(samplePatient(1));
    expect(await patients.search(samplePatient(2), never)).to.deep.equal({ kind: 'found', patient: samplePatient(2) });
    patients.merge(PatientRef('P1'), PatientRef('P2'));
    expect(await patients.byRef(PatientRef('P1'), never)).to.deep.equal(samplePatient(2));
    expect(await patients.search(samplePatient(1), never)).to.deep.equal({ kind: 'none', near: [] });
  });
});

describe('MemorySink', () => {
  it('keeps one copy of a delivery that comes twice, and gives the same receipt', () =>
    inTemporaryFolder(async (folder) => {
      const sink = new MemorySink();
      const delivery = sampleDelivery([await stagedFile(folder, 'a.stl', 'upper')]);
      const receipt = await sink.deliver(delivery, never);
      expect(await sink.deliver(delivery, never)).to.deep.equal(receipt);
      expect([sink.chart.size, sink.deliveries.size, sink.calls.length]).to.deep.equal([1, 1, 2]);
      expect(await sink.holds(receipt, never)).to.equal('held');
      sink.lose(receipt.files[0]!.path);
      expect(await sink.holds(receipt, never)).to.equal('missing');
    }));

  it('refuses another content under the same key, and files that are not what they are said to be', () =>
    inTemporaryFolder(async (folder) => {
      const sink = new MemorySink();
      await sink.deliver(sampleDelivery([await stagedFile(folder, 'a.stl', 'upper')]), never);
      const changed = sampleDelivery([await stagedFile(folder, 'a.stl', 'UPPER')]);
      expect(await codeOf(sink.deliver(changed, never))).to.equal('CHART_CONFLICT');
      const lying = sampleDelivery([{ ...changed.files[0]!, sha256: '00' }], { key: '7/r2', revision: 2 });
      expect(await codeOf(sink.deliver(lying, never))).to.equal('CHART_READ_BACK');
      expect([...sink.deliveries.keys()]).to.deep.equal(['7/r1']);
    }));
});

describe('MemoryAdapter', () => {
  it('has every port and knows when it was closed', async () => {
    const adapter = new MemoryAdapter(new MemoryTrigger());
    expect(await adapter.probe(never)).to.have.length(1);
    expect(await adapter.directory.providers(never)).to.deep.equal([]);
    expect(adapter.closed).to.equal(false);
    await adapter.close();
    expect(adapter.closed).to.equal(true);
  });
});

describe('MemoryVault', () => {
  it('keeps, replaces and forgets', async () => {
    const vault = new MemoryVault();
    await vault.set('name', 'one');
    await vault.set('name', 'two');
    expect(await vault.get('name')).to.equal('two');
    await vault.delete('name');
    await vault.delete('name');
    expect(await vault.get('name')).to.equal(undefined);
  });
});

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return ChairsideError.is(error) ? error.code : String(error);
  }
}
