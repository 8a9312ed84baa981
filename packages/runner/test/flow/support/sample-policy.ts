import type { ClinicPolicy } from '@chairside/core/flow';

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What a test wants differently in a part of the policy. */
export type PolicyChanges = { readonly [Part in keyof ClinicPolicy]?: Partial<ClinicPolicy[Part]> };

/** The defaults of the configuration. */
export function samplePolicy(changes: PolicyChanges = {}): ClinicPolicy {
  return {
    rx: {
      defaults: { doctorId: 77, labId: 9, procedureMapId: 30 },
      doctors: {},
      procedures: {},
      sendTo: 'lab',
      onUncertainSubmit: 'hold',
      sendLicenseNumber: false,
      maxWithdrawalsPerRound: 20,
      ...changes.rx,
    },
    scans: { lookback: 90 * DAY, assets: ['export', 'gallery', 'captures'], ...changes.scans },
    patients: { pushUpdates: false, updateById: false, ...changes.patients },
    poll: { trigger: 30 * SECOND, orders: MINUTE, captures: 30 * MINUTE, sweep: DAY, ...changes.poll },
    retry: {
      maxAttempts: 12,
      baseDelay: 2 * SECOND,
      maxDelay: 30 * MINUTE,
      notReady: [2, 2, 4, 8, 15, 30].map((minutes) => minutes * MINUTE),
      ...changes.retry,
    },
  };
}
