import { OrderId, SCAN_STATES } from '@chairside/core';
import { ScanDesk, type DeskAnswer } from '@chairside/core/flow';
import type { ScanRecord } from '@chairside/core/house';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { scanView } from '../../views/item-views.js';
import { maskedScan, withoutBirthDates } from '../../views/masked-views.js';
import { ApiError } from './api-error.js';
import { clinicOf, type ApiClinic, type ApiParts } from './api-parts.js';
import { doneItem } from './desk-answer.js';
import { sessionOf } from './guard.js';
import { listQuery } from './list-query.js';
import { noteLook, type Look } from './note-look.js';

const Query = listQuery(SCAN_STATES);

interface Item {
  readonly Params: { readonly clinic: string; readonly order: string };
}

const ACTIONS: Readonly<
  Record<string, (desk: ScanDesk, order: OrderId, clinic: ApiClinic) => Promise<DeskAnswer<ScanRecord>>>
> = {
  retry: (desk, order) => desk.retry(order),
  redeliver: (desk, order) => desk.redeliver(order),
  withdraw: async (desk, order, { adapter }) => {
    if (adapter?.sink?.withdraw === undefined)
      throw new ApiError(409, 'Files cannot be taken out of this chart from here: do it in the practice software.');
    return await desk.withdraw(order);
  },
};

/** `/scans` and `/clinics/…/scans/…`: the scans. */
export function scanRoutes(api: FastifyInstance, parts: ApiParts): void {
  api.get('/scans', async ({ query }) => {
    const { state, limit } = Query.parse(query);
    const filter = { limit, ...(state === undefined ? {} : { states: [state] }) };
    const lists = await Promise.all(parts.clinics().map(({ ledger }) => ledger.scans.list(filter)));
    return { version: 1, scans: lists.flat().map(maskedScan) };
  });
  api.get<Item>('/clinics/:clinic/scans/:order', async (request) => ({
    version: 1,
    scans: withoutBirthDates(await look(request, 'viewed')),
  }));
  api.post<Item>('/clinics/:clinic/scans/:order/reveal', { config: { forViewers: true } }, async (request) => ({
    version: 1,
    scans: await look(request, 'revealed'),
  }));
  for (const [name, act] of Object.entries(ACTIONS)) {
    api.post<Item>(`/clinics/:clinic/scans/:order/${name}`, async (request) => {
      const clinic = clinicOf(parts, request.params.clinic);
      const desk = new ScanDesk(clinic.ledger, parts.clock, sessionOf(request).operator);
      const item = doneItem(await act(desk, OrderId(request.params.order), clinic));
      return { version: 1, scans: maskedScan(item) };
    });
  }

  async function look(request: FastifyRequest<Item>, kind: Look): Promise<object> {
    const { ledger } = clinicOf(parts, request.params.clinic);
    const orderId = OrderId(request.params.order);
    const record = await ledger.scans.get(orderId);
    if (record === undefined) throw new ApiError(404, 'There is no such scan.');
    await noteLook(parts, request, kind, record.clinic, orderId, [record.patient?.ref]);
    return scanView(record, await ledger.scans.revisions(orderId), await ledger.captures.list(orderId));
  }
}
