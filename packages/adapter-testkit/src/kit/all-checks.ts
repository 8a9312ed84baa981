import type { Check, CheckedPart } from './check.js';
import { ADAPTER_CHECKS } from './checks/adapter.js';
import { DIRECTORY_CHECKS } from './checks/directory.js';
import { PATIENT_CHANGES_CHECKS } from './checks/patient-changes.js';
import { PATIENT_SOURCE_CHECKS } from './checks/patient-source.js';
import { RX_CHANGES_CHECKS } from './checks/rx-changes.js';
import { RX_SNAPSHOT_CHECKS } from './checks/rx-snapshots.js';
import { RX_TRIGGER_CHECKS } from './checks/rx-trigger.js';
import { SCAN_SINK_CHECKS } from './checks/scan-sink.js';
import { STATUS_SINK_CHECKS } from './checks/status-sink.js';
import { KILL_CHECKS } from './crash/kill-checks.js';

/** Every promise of the adapter API that the kit checks. */
export const ALL_CHECKS: readonly Check[] = [
  ...ADAPTER_CHECKS,
  ...RX_TRIGGER_CHECKS,
  ...RX_CHANGES_CHECKS,
  ...RX_SNAPSHOT_CHECKS,
  ...PATIENT_SOURCE_CHECKS,
  ...PATIENT_CHANGES_CHECKS,
  ...SCAN_SINK_CHECKS,
  ...STATUS_SINK_CHECKS,
  ...DIRECTORY_CHECKS,
  ...KILL_CHECKS,
];

export function checksOf(part: CheckedPart): readonly Check[] {
  return ALL_CHECKS.filter((check) => check.part === part);
}
