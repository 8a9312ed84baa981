import type { ClinicId, PatientRef } from '@chairside/core';
import type { FastifyRequest } from 'fastify';
import type { ApiParts } from './api-parts.js';
import { sessionOf } from './guard.js';

/** Opened, or asked for the birth date as well. */
export type Look = 'viewed' | 'revealed';

/** Writes down who looks at which patients, before they are shown. `subject`: the item that was opened. */
export async function noteLook(
  { auditLog, clock }: ApiParts,
  request: Pick<FastifyRequest, 'operatorSession'>,
  look: Look,
  clinic: ClinicId,
  subject: string,
  patients: readonly (PatientRef | undefined)[],
): Promise<void> {
  const refs = [...new Set(patients.filter((ref) => ref !== undefined))];
  await auditLog.append(
    {
      at: clock.now(),
      actor: sessionOf(request).operator,
      action: `patient ${look}`,
      subject,
      detail: refs.length === 0 ? 'as the scanner names them' : refs.join(', '),
    },
    clinic,
  );
}
