import { PatientDesk, type DeskAnswer } from '@chairside/core/flow';
import type { PatientRecord } from '@chairside/core/house';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { patientRecordView } from '../../views/item-views.js';
import { withoutBirthDates } from '../../views/masked-views.js';
import { ApiError } from './api-error.js';
import { clinicOf, type ApiClinic, type ApiParts } from './api-parts.js';
import { doneItem } from './desk-answer.js';
import { sessionOf } from './guard.js';
import { noteLook, type Look } from './note-look.js';
import type { PatientHandles } from './patient-handles.js';

interface Item {
  readonly Params: { readonly clinic: string; readonly id: string };
}

const ACTIONS: Readonly<
  Record<string, (desk: PatientDesk, ref: PatientRecord['ref']) => Promise<DeskAnswer<PatientRecord>>>
> = {
  retry: (desk, ref) => desk.retry(ref),
  dismiss: (desk, ref) => desk.dismiss(ref),
};

/** `/clinics/…/patients/…`: those whose data at iTero is not what the DPMS says. */
export function patientRoutes(api: FastifyInstance, parts: ApiParts, handles: PatientHandles): void {
  api.get<Item>('/clinics/:clinic/patients/:id', async (request) => ({
    version: 1,
    patients: withoutBirthDates(await look(request, 'viewed')),
  }));
  api.post<Item>('/clinics/:clinic/patients/:id/reveal', { config: { forViewers: true } }, async (request) => ({
    version: 1,
    patients: await look(request, 'revealed'),
  }));
  for (const [name, act] of Object.entries(ACTIONS)) {
    api.post<Item>(`/clinics/:clinic/patients/:id/${name}`, async (request) => {
      const clinic = clinicOf(parts, request.params.clinic);
      const { ref } = await find(clinic, request.params.id);
      const desk = new PatientDesk(clinic.ledger, parts.clock, sessionOf(request).operator);
      return { version: 1, patients: handles.masked(doneItem(await act(desk, ref))) };
    });
  }

  async function find({ ledger }: ApiClinic, id: string): Promise<PatientRecord> {
    const record = await handles.find(ledger, id);
    if (record === undefined) throw new ApiError(404, 'No such patient waits for anybody.');
    return record;
  }

  async function look(request: FastifyRequest<Item>, kind: Look): Promise<object> {
    const record = await find(clinicOf(parts, request.params.clinic), request.params.id);
    await noteLook(parts, request, kind, record.clinic, record.ref, [record.ref]);
    return patientRecordView(record);
  }
}
