import { OrderId, PatientRef } from '@chairside/core';
import { ScanDesk } from '@chairside/core/flow';
import type { ScanRecord } from '@chairside/core/house';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reviewView } from '../../views/item-views.js';
import { maskedReview, maskedScan, withoutBirthDates } from '../../views/masked-views.js';
import { ApiError } from './api-error.js';
import { clinicOf, type ApiClinic, type ApiParts } from './api-parts.js';
import { doneItem } from './desk-answer.js';
import { sessionOf } from './guard.js';
import { noteLook, type Look } from './note-look.js';
import type { PatientHandles } from './patient-handles.js';
import { readBody } from './read-body.js';

const Assignment = z.strictObject({ patient: z.string().min(1).max(200) });

interface Item {
  readonly Params: { readonly clinic: string; readonly order: string };
}

/** `/review` and `/clinics/…/review/…`: the scans that no rule may file, and who may be meant. */
export function reviewRoutes(api: FastifyInstance, parts: ApiParts, handles: PatientHandles): void {
  api.get('/review', async () => {
    const lists = await Promise.all(parts.clinics().map(inbox));
    return { version: 1, review: lists.flat() };
  });
  api.get<Item>('/clinics/:clinic/review/:order', async (request) => ({
    version: 1,
    review: withoutBirthDates(reviewView(await look(request, 'viewed'))),
  }));
  api.post<Item>('/clinics/:clinic/review/:order/reveal', { config: { forViewers: true } }, async (request) => ({
    version: 1,
    review: reviewView(await look(request, 'revealed')),
  }));
  api.post<Item>('/clinics/:clinic/review/:order/assign', async (request) => {
    const { adapter, ledger } = clinicOf(parts, request.params.clinic);
    const { patient: ref } = readBody(Assignment, request.body);
    if (adapter?.patients === undefined) throw new ApiError(409, 'This clinic knows no patients now.');
    const patient = await adapter.patients.byRef(PatientRef(ref), parts.signal);
    if (patient === undefined) throw new ApiError(409, 'The practice software has no such patient.');
    const desk = new ScanDesk(ledger, parts.clock, sessionOf(request).operator);
    return { version: 1, scans: maskedScan(doneItem(await desk.assign(OrderId(request.params.order), patient))) };
  });
  api.post<Item>('/clinics/:clinic/review/:order/dismiss', async (request) => {
    const { ledger } = clinicOf(parts, request.params.clinic);
    const desk = new ScanDesk(ledger, parts.clock, sessionOf(request).operator);
    return { version: 1, scans: maskedScan(doneItem(await desk.dismiss(OrderId(request.params.order)))) };
  });

  async function inbox({ ledger }: ApiClinic): Promise<readonly object[]> {
    const scans = await ledger.scans.list({ states: ['review'] });
    const patients = await ledger.patients.list({ states: ['review'] });
    return [...scans.map(maskedReview), ...patients.map((record) => handles.masked(record))];
  }

  async function look(request: FastifyRequest<Item>, kind: Look): Promise<ScanRecord> {
    const { ledger } = clinicOf(parts, request.params.clinic);
    const record = await ledger.scans.get(OrderId(request.params.order));
    if (record?.state !== 'review') throw new ApiError(404, 'There is no such scan in the review inbox.');
    const shown = record.candidates?.map(({ patient }) => patient.ref) ?? [];
    await noteLook(parts, request, kind, record.clinic, record.orderId, shown);
    return record;
  }
}
