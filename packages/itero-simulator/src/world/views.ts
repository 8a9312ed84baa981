import type { Order, OrderStatus } from './order.js';
import { orderCode } from './order-maker.js';
import type { Rx } from './rx-book.js';

/** A scan request as the simulator shows it to a test or a person. */
export interface RxView {
  readonly rxId: string;
  readonly companyId: number;
  /** As received. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly state: 'open' | 'scanned' | 'deleted';
  readonly orderId?: number;
}

/** An order as the simulator shows it. */
export interface OrderView {
  readonly orderId: number;
  readonly orderCode: string;
  readonly rxId: string | null;
  readonly companyId: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly chartNumber: string;
  readonly status: OrderStatus;
  readonly revision: number;
  /** ISO 8601, UTC. */
  readonly scanningDate: string;
  readonly procedureMapId: number;
  readonly captures: readonly CaptureView[];
}

/** A screen capture as the simulator shows it. */
export interface CaptureView {
  readonly captureId: string;
  readonly orderId: number;
  /** ISO 8601, UTC. */
  readonly createdDate: string;
}

export function rxView(rx: Rx): RxView {
  const { rxId, companyId, body, state, orderId } = rx;
  return { rxId, companyId, body, state, ...(orderId === undefined ? {} : { orderId }) };
}

export function orderView(order: Order): OrderView {
  return {
    orderId: order.id,
    orderCode: orderCode(order),
    rxId: order.rxId,
    companyId: order.companyId,
    firstName: order.firstName,
    lastName: order.lastName,
    chartNumber: order.chartNumber,
    status: order.status,
    revision: order.revision,
    scanningDate: new Date(order.scannedAt).toISOString(),
    procedureMapId: order.facts.procedureMapId,
    captures: order.captures.map((capture) => ({
      captureId: capture.id,
      orderId: order.id,
      createdDate: new Date(capture.createdAt).toISOString(),
    })),
  };
}
