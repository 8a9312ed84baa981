import { ChairsideError } from '@chairside/core';
import type { ClinicScope } from '../composition/clinic-scope.js';
import { CLINIC } from '../composition/tokens.js';
import { levelOf, type CheckLine } from './check-line.js';

const SUBJECT = 'patients.pushUpdates';
/** Whom nobody is called: only whether the search is allowed counts. */
const NOBODY = { firstName: 'Chairside', lastName: 'Check', chartNumber: 'chairside-check' };

/**
 * Tries the search that goes before each RX where iTero may update patients: an account for which iTero has not enabled
 * Patient Management would refuse it each time.
 */
export async function checkPatients(scope: ClinicScope, signal: AbortSignal): Promise<readonly CheckLine[]> {
  if (!scope.policy.patients.pushUpdates) return [];
  try {
    await scope.container.get(CLINIC.service).similarPatients(NOBODY, signal);
    return [{ level: 'ok', subject: SUBJECT, text: 'iTero lets patients be searched' }];
  } catch (thrown) {
    const error = ChairsideError.from(thrown);
    if (error.code !== 'CLOUD_REFUSED') return [{ level: levelOf(error.code), subject: SUBJECT, text: error.message }];
    return [
      {
        level: 'problem',
        subject: SUBJECT,
        text: 'iTero does not let this account search patients, so no RX would be sent',
        advice: 'ask iTero to enable Patient Management for the integration, or set patients.pushUpdates to false',
      },
    ];
  }
}
