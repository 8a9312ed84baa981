import type { AdapterPorts, Clock } from '@chairside/core';
import type { ClinicPolicy } from '@chairside/core/flow';
import type { ClinicLedger, PairingStore } from '@chairside/core/house';
import type { Sessions } from '../../access/sessions.js';
import type { SignIn } from '../../access/sign-in.js';
import type { SqliteAuditLog } from '../../ledger/sqlite-audit-log.js';
import { ApiError } from './api-error.js';

/** A clinic as the API works with it. */
export interface ApiClinic {
  /** Wakes the service where the clinic is at work. */
  readonly ledger: ClinicLedger;
  readonly policy: ClinicPolicy;
  /** Undefined where the clinic is disabled. */
  readonly adapter: AdapterPorts | undefined;
  /** Why the clinic does no work. */
  readonly disabled: string | null;
}

/** What the API needs of the service. */
export interface ApiParts {
  readonly clock: Clock;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly auditLog: SqliteAuditLog;
  readonly pairings: PairingStore;
  /** Cuts off what a call waits for. */
  readonly signal: AbortSignal;
  /** In the order of the configuration. */
  clinics(): readonly ApiClinic[];
}

/** Throws 404 for a clinic that the configuration does not have. */
export function clinicOf({ clinics }: ApiParts, id: string): ApiClinic {
  const clinic = clinics().find(({ ledger }) => ledger.clinic === id);
  if (clinic === undefined) throw new ApiError(404, 'There is no such clinic.');
  return clinic;
}
