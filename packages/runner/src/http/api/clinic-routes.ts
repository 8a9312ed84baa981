import type { FastifyInstance } from 'fastify';
import { plainText } from '../../views/attention.js';
import { clinicStatus } from '../../views/clinic-status.js';
import type { ApiClinic, ApiParts } from './api-parts.js';
import type { PatientHandles } from './patient-handles.js';

/** `/clinics`: each clinic at a glance, as `status` shows it, and why it does no work. */
export function clinicRoutes(api: FastifyInstance, parts: ApiParts, handles: PatientHandles): void {
  api.get('/clinics', async () => ({ version: 1, clinics: await Promise.all(parts.clinics().map(view)) }));

  async function view({ ledger, disabled }: ApiClinic): Promise<object> {
    const { needsPerson, ...status } = await clinicStatus(ledger, parts.pairings);
    const masked = needsPerson.map((item) => ({
      ...item,
      key: item.kind === 'patient' ? handles.of(ledger.clinic, item.key) : item.key,
      text: plainText(item),
    }));
    return { ...status, needsPerson: masked, disabled };
  }
}
