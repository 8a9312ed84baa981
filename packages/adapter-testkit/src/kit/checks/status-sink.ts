import { OrderId, PatientRef, RxKey, type RxState, type RxStatus, type ScanStatus } from '@chairside/core';
import { must } from '../broken.js';
import type { Bench } from '../bench.js';
import type { Check } from '../check.js';
import { HARD_NAMES, samplePerson } from '../sample-people.js';
import { mustWait } from './must-wait.js';

const KEYS = ['A-1', 'a-1', '../A-1', 'A/1', 'CON', 'ä'.repeat(30), '%', "'; --"];

export const STATUS_SINK_CHECKS: readonly Check[] = [
  {
    part: 'status',
    title: 'takes each state of an RX, the same one twice, and an older one once more',
    async run(bench) {
      const states: readonly RxState[] = ['wanted', 'submitting', 'submitted', 'scanned'];
      for (const [at, state] of states.entries()) {
        for (let time = 0; time < 2; time += 1) await tell(bench, rxStatus('A-1', state, at), `the state ${state}`);
      }
      await bench.restart();
      await tell(bench, rxStatus('A-1', 'wanted', 0), 'an older state after a crash');
    },
  },
  {
    part: 'status',
    title: 'takes keys and texts that are no file names and no statements',
    async run(bench) {
      for (const [at, key] of KEYS.entries())
        await tell(bench, rxStatus(key, 'wanted', at), `the key ${key.slice(0, 12)}`);
      for (const [what, firstName, lastName] of HARD_NAMES) {
        await tell(bench, scanStatus(1, firstName, lastName), `the scan of a patient with ${what} in the name`);
      }
    },
  },
  {
    part: 'status',
    title: 'takes a state and a code that only a later version knows',
    async run(bench) {
      const later = rxStatus('A-1', 'a state of later' as RxState, 1);
      const problem = { code: 'A_CODE_OF_LATER', class: 'permanent', text: 'It is new.', at: 1 } as never;
      await tell(bench, { ...later, problem }, 'a state that it does not know');
    },
  },
  {
    part: 'status',
    title: 'throws an error that waits while the practice cannot be reached',
    hands: ['goAway', 'comeBack'],
    async run(bench) {
      await tell(bench, rxStatus('A-1', 'wanted', 1), 'a state');
      await bench.hands.goAway!();
      const call = bench.ports.status!.tell(rxStatus('A-1', 'submitted', 2), bench.signal);
      mustWait(
        await bench.thrownBy(call, 'tell returns though the practice cannot be reached: the update is lost'),
        'tell',
      );
      await bench.hands.comeBack!();
      await tell(bench, rxStatus('A-1', 'submitted', 2), 'what could not be told in an outage');
    },
  },
];

async function tell(bench: Bench, update: RxStatus | ScanStatus, what: string): Promise<void> {
  await bench.ports.status!.tell(update, bench.signal).catch((error: unknown) => {
    must(false, `tell throws for ${what} (${String(error)}), so that it comes again for ever`);
  });
}

function rxStatus(key: string, state: RxState, at: number): RxStatus {
  return { kind: 'rx', key: RxKey(key), state, files: [], at: 1_767_600_000_000 + at };
}

function scanStatus(revision: number, firstName: string, lastName: string): ScanStatus {
  const patient = { ref: PatientRef('200001'), ...samplePerson(1), firstName, lastName };
  const orderId = OrderId(700_000_999);
  const scannedAt = '2026-01-05T08:00:00.000Z';
  return {
    kind: 'scan',
    order: { orderId, scannedAt, patient, status: 'A Status of Later', preps: [], assets: {} },
    state: 'filed',
    patient,
    revision,
    files: [{ path: 'somewhere/upper.stl', size: 1, sha256: '0'.repeat(64) }],
    at: 1_767_600_000_000,
  };
}
