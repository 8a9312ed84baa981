import { HostileAdapter, MemoryAdapter, MemoryTrigger } from '@chairside/adapter-testkit';
import { PatientRef, RxKey, type StatusUpdate } from '@chairside/core';
import { expect } from 'chai';
import { never } from './samples.js';

const changes = ['1', '2'].map((id) => ({ id, change: 'cancelled' as const, key: RxKey(id) }));
const update: StatusUpdate = { kind: 'rx', key: RxKey('A'), state: 'wanted', files: [], at: 0 };

describe('HostileAdapter', () => {
  it('is the adapter it wraps where no script says otherwise', async () => {
    const inner = new MemoryAdapter(new MemoryTrigger());
    const adapter = new HostileAdapter(inner);
    inner.rxTrigger.say(...changes);
    expect(await adapter.rxTrigger?.read(undefined, never)).to.deep.equal({ kind: 'changes', changes, more: false });
    await adapter.rxTrigger?.acknowledge?.([{ id: '1', key: RxKey('1'), result: 'accepted' }], never);
    expect(inner.rxTrigger.pending).to.have.length(1);
    expect(adapter.rxTrigger?.confirm).to.equal(undefined);
    await adapter.close();
    expect(inner.closed).to.equal(true);
  });

  it('fails before or after the work, repeats and reorders, each for one call', async () => {
    const inner = new MemoryAdapter(new MemoryTrigger());
    const adapter = new HostileAdapter(inner);
    const error = new Error('scripted');
    inner.rxTrigger.say(...changes);
    adapter.script.add('rxTrigger.read', { do: 'reverse' });
    adapter.script.add('status.tell', { do: 'fail', error }, { do: 'fail-after', error }, { do: 'repeat' });
    const reading = await adapter.rxTrigger?.read(undefined, never);
    expect(reading?.kind === 'changes' && reading.changes.map(({ id }) => id)).to.deep.equal(['2', '1']);
    const told: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      await adapter.status?.tell(update, never).catch((thrown: unknown) => expect(thrown).to.equal(error));
      told.push(inner.status.told.length);
    }
    expect(told).to.deep.equal([0, 1, 3, 4]);
    expect(inner.status.states('A')).to.have.length(4);
  });

  it('lets something else happen first', async () => {
    const inner = new MemoryAdapter(new MemoryTrigger());
    const adapter = new HostileAdapter(inner);
    const happens = async () => inner.status.tell({ ...update, state: 'proposed' }, never);
    adapter.script.add('status.tell', { do: 'meanwhile', happens, ending: { do: 'repeat' } });
    await adapter.status?.tell(update, never);
    expect(inner.status.states('A')).to.deep.equal(['proposed', 'wanted', 'wanted']);
  });

  it('stalls until the call is aborted', async () => {
    const adapter = new HostileAdapter(new MemoryAdapter(new MemoryTrigger()));
    const stop = new AbortController();
    adapter.script.add('patients.byRef', { do: 'stall' });
    const call = adapter.patients?.byRef(PatientRef('P1'), stop.signal).then(
      () => 'answered',
      () => 'aborted',
    );
    stop.abort();
    expect(await call).to.equal('aborted');
    adapter.script.add('patients.byRef', { do: 'stall' });
    adapter.script.clear();
    expect(await adapter.patients?.byRef(PatientRef('P1'), never)).to.equal(undefined);
  });
});
