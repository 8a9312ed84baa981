import { RxKey, RX_STATES, SCAN_STATES } from '@chairside/core';
import { RX_STATE_RULES, SCAN_STATE_RULES, isLegalRxTransition, isLegalScanTransition } from '@chairside/core/house';
import { expect } from 'chai';
import { FlowBench } from './support/flow-bench.js';
import { sampleRx, seedRx } from './support/samples.js';
import { closeTestLedger } from './support/test-ledger.js';

describe('the states of an RX', () => {
  after(closeTestLedger);

  for (const from of RX_STATES) {
    it(`from ${from} go only where the table says, in the ledger too`, async () => {
      const bench = await FlowBench.open();
      for (const to of RX_STATES) {
        const record = await seedRx(bench.ledger, from, sampleRx(`${from}-${to}`));
        const stored = await bench.ledger.commit({ rx: [{ ...record, state: to }] }).catch(() => 'refused');
        const legal = from === to || RX_STATE_RULES[from].next.includes(to);
        expect(stored, `${from} -> ${to}`).to.equal(legal ? true : 'refused');
        expect((await bench.rx(RxKey(`${from}-${to}`))).state).to.equal(legal ? to : from);
      }
    });
  }

  it('lead from everywhere to an end, and from no end by themselves', () => {
    const reaches = (from: (typeof RX_STATES)[number], seen = new Set([from])): boolean =>
      RX_STATE_RULES[from].final === true ||
      RX_STATE_RULES[from].next.some((next) => !seen.has(next) && reaches(next, new Set([...seen, next])));
    for (const state of RX_STATES) expect(reaches(state), state).to.equal(true);
    for (const state of RX_STATES)
      if (RX_STATE_RULES[state].final) expect(RX_STATE_RULES[state].restart, state).to.equal('nothing');
    for (const state of RX_STATES) expect(isLegalRxTransition(state, state)).to.equal(true);
  });
});

describe('the states of a scan', () => {
  it('let a person have any finished scan worked on again, and nothing leave a dismissal but that', () => {
    for (const state of SCAN_STATES)
      if (SCAN_STATE_RULES[state].final) expect(isLegalScanTransition(state, 'listed'), state).to.equal(true);
    expect(SCAN_STATE_RULES.dismissed.next).to.deep.equal(['listed']);
  });
});
