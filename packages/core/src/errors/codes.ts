import { ADAPTER_CODES } from './codes/adapter.js';
import { CHART_CODES } from './codes/chart.js';
import { CLOUD_CODES } from './codes/cloud.js';
import { DATABASE_CODES } from './codes/database.js';
import { HOUSE_CODES } from './codes/house.js';
import { MAPPING_CODES } from './codes/mapping.js';
import { PAIRING_CODES } from './codes/pairing.js';
import { PATIENT_CODES } from './codes/patient.js';
import { REQUEST_CODES } from './codes/request.js';
import { RX_CODES } from './codes/rx.js';
import { SCAN_CODES } from './codes/scan.js';
import type { ErrorCodeEntry } from './error-class.js';

/** Every error of Chairside. Codes are stable: they may be searched for, and nothing may change what one means. */
export const ERROR_CODES = {
  ...CLOUD_CODES,
  ...PAIRING_CODES,
  ...RX_CODES,
  ...SCAN_CODES,
  ...PATIENT_CODES,
  ...MAPPING_CODES,
  ...CHART_CODES,
  ...REQUEST_CODES,
  ...DATABASE_CODES,
  ...ADAPTER_CODES,
  ...HOUSE_CODES,
} as const satisfies Record<string, ErrorCodeEntry>;

/** The code of an error, as in `ERROR_CODES`. */
export type ChairsideErrorCode = keyof typeof ERROR_CODES;
