import { hash32, SeededRandom, seededGuid } from '../random.js';
import type { Order, OrderFacts, OrderStatus, Prep } from './order.js';
import { procedureOf } from './procedures.js';

/** What may be said about an order that is made; the rest is filled in from the seed. */
export interface OrderFields {
  readonly companyId?: number;
  /** A GUID, or null for an order without an RX; default: an id of its own that nobody knows. */
  readonly rxId?: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly chartNumber?: string;
  readonly procedureMapId?: number;
  readonly doctorId?: number;
  readonly labId?: number | null;
  readonly notes?: string | null;
  readonly preps?: readonly Prep[];
  readonly status?: OrderStatus;
  /** Milliseconds; default now. */
  readonly scannedAt?: number;
  readonly triangles?: { readonly upper: number; readonly lower: number };
  /** Decides the files together with the order's id. */
  readonly seed?: string | number;
  /** Screen captures taken with the scan. */
  readonly captures?: number;
}

const FIRST_ORDER_ID = 308_000_000;
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Gives orders their ids and everything that nobody said about them. */
export class OrderMaker {
  readonly #seed: number;
  readonly #triangles: { readonly upper: number; readonly lower: number } | undefined;
  readonly #facts = new Map<string, OrderFacts>();
  #made = 0;

  constructor(seed: number, triangles: { readonly upper: number; readonly lower: number } | undefined) {
    this.#seed = seed;
    this.#triangles = triangles;
  }

  make(companyId: number, fields: OrderFields, now: number): Order {
    this.#made += 1;
    const id = FIRST_ORDER_ID + (hash32('orders', this.#seed) % 9_000_000) + this.#made;
    return {
      id,
      companyId,
      rxId: fields.rxId === undefined ? this.#unknownRx(id) : (fields.rxId?.toLowerCase() ?? null),
      firstName: fields.firstName ?? 'Testa',
      lastName: fields.lastName ?? 'Sampleton',
      chartNumber: fields.chartNumber ?? '',
      facts: this.#share(fields, id),
      scannedAt: fields.scannedAt ?? now,
      status: fields.status ?? 'Completed',
      revision: 1,
      contentSeed: String(fields.seed ?? this.#seed),
      captures: [],
      ideRequests: 0,
    };
  }

  captureId(orderId: number, index: number): string {
    return seededGuid(this.#seed, 'capture', orderId, index);
  }

  #unknownRx(orderId: number): string {
    return seededGuid(this.#seed, 'scanner', orderId);
  }

  /** Equal facts are kept once. */
  #share(fields: OrderFields, id: number): OrderFacts {
    const procedureMapId = fields.procedureMapId ?? 1;
    const random = new SeededRandom('order', this.#seed, id);
    const triangles = fields.triangles ??
      this.#triangles ?? { upper: random.integer(290_000, 330_000), lower: random.integer(250_000, 289_000) };
    const facts: OrderFacts = {
      procedureMapId,
      doctorId: fields.doctorId ?? 77,
      labId: fields.labId === undefined ? (procedureOf(procedureMapId)?.sendTo === 'Lab' ? 9 : null) : fields.labId,
      notes: fields.notes ?? null,
      preps: fields.preps ?? [],
      scanningSeconds: 300 + (id % 240),
      triangles,
    };
    const key = JSON.stringify(facts);
    const known = this.#facts.get(key);
    if (known !== undefined) return known;
    this.#facts.set(key, facts);
    return facts;
  }
}

/** The eight letters and digits that an order also goes by. */
export function orderCode(order: Order): string {
  const random = new SeededRandom('code', order.id);
  return Array.from({ length: 8 }, () => CODE_LETTERS[random.integer(0, CODE_LETTERS.length - 1)]).join('');
}

/** Whether the export of an order follows the orthodontic or the restorative pattern. */
export function isRestorative(order: Order): boolean {
  return procedureOf(order.facts.procedureMapId)?.caseType === 'Restorative';
}
