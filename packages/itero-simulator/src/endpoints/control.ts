import { z } from 'zod';
import { Fault } from '../faults/fault.js';
import { type Answer, redirect } from '../http/answer.js';
import { type Exchange, jsonObject } from '../http/exchange.js';
import type { Call, Route } from '../http/router.js';
import type { Simulator } from '../simulator-api.js';
import type { OrderStatus } from '../world/order.js';
import type { OrderFields } from '../world/order-maker.js';
import type { PatientDetails } from '../world/patient-book.js';
import { controlPage } from './control-page.js';

/** The library's methods over HTTP, for a cloud in a process of its own. What is wrong is answered 400 with a sentence. */
export function controlRoutes(simulator: Simulator): readonly Route[] {
  const get = (path: string, value: (call: Call) => unknown): Route => ({
    method: 'GET',
    path,
    token: 'none',
    answer: (call) => json(value(call)),
  });
  const post = (path: string, value: (call: Call) => unknown): Route => ({
    method: 'POST',
    path,
    token: 'none',
    answer: async (call) => {
      const result = await value(call);
      return isForm(call.exchange) ? redirect(303, '/simulator/') : json(result ?? {});
    },
  });
  return [
    { method: 'GET', path: '', token: 'none', answer: () => ({ status: 200, html: controlPage(simulator) }) },
    get('rxs', () => simulator.rxs()),
    post('rxs/:rxId/scan', ({ params, exchange }) => simulator.scan(params['rxId']!, fields(exchange))),
    get('orders', () => simulator.orders.list()),
    get('orders/:orderId', (call) => simulator.orders.get(orderId(call)) ?? null),
    post('orders', ({ exchange }) => simulator.addOrder(fields(exchange))),
    post('bulk-orders', ({ exchange }) => {
      const { count, ...template } = counted(exchange);
      simulator.addOrders(count, template);
      return { size: simulator.orders.size };
    }),
    post('sample-orders', ({ exchange }) => {
      const { count, ...template } = counted(exchange);
      return simulator.createSampleOrders(count, template);
    }),
    post('orders/:orderId/rescan', (call) => simulator.rescan(orderId(call), jsonObject(call.exchange) ?? {})),
    post('orders/:orderId/status', (call) => {
      const { status, newFiles } = jsonObject(call.exchange) ?? {};
      return simulator.setStatus(orderId(call), status as OrderStatus, newFiles as boolean | undefined);
    }),
    post('orders/:orderId/captures', (call) => simulator.addCapture(orderId(call))),
    post('orders/:orderId/prepare', (call) => simulator.prepare(orderId(call))),
    get('patients', () => simulator.patients()),
    post('patients', ({ exchange }) => {
      const { companyId, ...details } = jsonObject(exchange) ?? {};
      return simulator.addPatient(details as unknown as PatientDetails, companyId as number | undefined);
    }),
    get('faults', () => simulator.faults.list()),
    post('faults', ({ exchange }) => ({ id: simulator.faults.add(faultIn(exchange)).id })),
    { method: 'DELETE', path: 'faults', token: 'none', answer: () => json(simulator.faults.clear() ?? {}) },
    get('switches', () => simulator.switches),
    post('switches', ({ exchange }) => {
      simulator.setSwitches(jsonObject(exchange) ?? {});
      return simulator.switches;
    }),
    get('requests', () => simulator.requests()),
    get('webhooks', () => simulator.webhooks()),
    post('webhooks', ({ exchange }) => {
      const { rxId, companyId } = jsonObject(exchange) ?? {};
      return simulator.sendWebhook(String(rxId), companyId as number | undefined);
    }),
    post('tokens/expire', () => simulator.expireAccessTokens()),
    post('tokens/revoke', () => simulator.revokeRefreshTokens()),
  ];
}

function json(value: unknown): Answer {
  return { status: 200, json: { value, keys: 'fixed' } };
}

/** The buttons of the page send forms, everything else sends JSON. */
function isForm(exchange: Exchange): boolean {
  return exchange.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

function fields(exchange: Exchange): OrderFields {
  return jsonObject(exchange) ?? {};
}

function counted(exchange: Exchange): OrderFields & { readonly count: number } {
  const { count, ...template } = jsonObject(exchange) ?? {};
  if (typeof count !== 'number') throw new Error('count is missing');
  return { ...template, count };
}

function faultIn(exchange: Exchange): Fault {
  const result = Fault.safeParse(jsonObject(exchange));
  if (!result.success) throw new Error(`not a fault:\n${z.prettifyError(result.error)}`);
  return result.data;
}

function orderId(call: Call): number {
  return Number(call.params['orderId']);
}
