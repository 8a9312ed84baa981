import { RX_STATES, RxKey, type PlainText } from '@chairside/core';
import { PrepareRx, RxDesk, type DeskAnswer } from '@chairside/core/flow';
import type { RxRecord } from '@chairside/core/house';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { rxView } from '../../views/item-views.js';
import { maskedRx, withoutBirthDates } from '../../views/masked-views.js';
import { ApiError } from './api-error.js';
import { clinicOf, type ApiClinic, type ApiParts } from './api-parts.js';
import { doneItem } from './desk-answer.js';
import { sessionOf } from './guard.js';
import { listQuery } from './list-query.js';
import { noteLook, type Look } from './note-look.js';
import { readBody } from './read-body.js';

const id = z.int().positive().optional();
const Choice = z.strictObject({ procedureMapId: id, doctorId: id, labId: id });
const Query = listQuery(RX_STATES);

interface Item {
  readonly Params: { readonly clinic: string; readonly key: string };
}

const ACTIONS: Readonly<
  Record<string, (desk: RxDesk, key: RxKey, request: FastifyRequest) => Promise<DeskAnswer<RxRecord>>>
> = {
  approve: (desk, key, { body }) => desk.approve(key, readBody(Choice, body)),
  resend: (desk, key) => desk.resend(key),
  withdraw: (desk, key) => desk.withdraw(key),
  dismiss: (desk, key) => desk.dismiss(key),
};

/** `/rx` and `/clinics/…/rx/…`: the scan requests. */
export function rxRoutes(api: FastifyInstance, parts: ApiParts): void {
  api.get('/rx', async ({ query }) => {
    const { state, limit } = Query.parse(query);
    const filter = { limit, ...(state === undefined ? {} : { states: [state] }) };
    const lists = await Promise.all(parts.clinics().map(({ ledger }) => ledger.rx.list(filter)));
    return { version: 1, rx: lists.flat().map(maskedRx) };
  });
  api.get<Item>('/clinics/:clinic/rx/:key', async (request) => {
    const record = await look(request, 'viewed');
    return { version: 1, rx: withoutBirthDates(rxView(record)) };
  });
  api.post<Item>('/clinics/:clinic/rx/:key/reveal', { config: { forViewers: true } }, async (request) => {
    const record = await look(request, 'revealed');
    return { version: 1, rx: rxView(record) };
  });
  for (const [name, act] of Object.entries(ACTIONS)) {
    api.post<Item>(`/clinics/:clinic/rx/:key/${name}`, async (request) => {
      const clinic = clinicOf(parts, request.params.clinic);
      const desk = new RxDesk(clinic.ledger, parts.clock, sessionOf(request).operator);
      const item = doneItem(await act(desk, RxKey(request.params.key), request));
      return { version: 1, rx: { ...maskedRx(item), lacking: lacking(clinic, item) } };
    });
  }

  async function look(request: FastifyRequest<Item>, kind: Look): Promise<RxRecord> {
    const { ledger } = clinicOf(parts, request.params.clinic);
    const record = await ledger.rx.get(RxKey(request.params.key));
    if (record === undefined) throw new ApiError(404, 'There is no such RX.');
    await noteLook(parts, request, kind, record.clinic, record.key, [record.wanted.patient]);
    return record;
  }
}

/** What a person must still choose or map before the RX can be sent. */
function lacking({ policy }: ApiClinic, item: RxRecord): readonly { code: string; text: PlainText }[] {
  if (item.state !== 'wanted') return [];
  return new PrepareRx(undefined, policy).lacking(item).map(({ code, message }) => ({ code, text: message }));
}
