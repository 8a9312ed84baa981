import type { OrderId } from '@chairside/core';
import type { FiledBook, FiledNote, FiledNotes } from '@chairside/core/house';

const NONE: FiledNotes = { filed: [], takenBack: false };

/** What was filed, in memory. */
export class MemoryFiledBook implements FiledBook {
  readonly orders = new Map<OrderId, FiledNotes>();

  async notes(orderId: OrderId): Promise<FiledNotes> {
    return this.orders.get(orderId) ?? NONE;
  }

  async filed(orderId: OrderId, note: FiledNote): Promise<void> {
    const { filed } = await this.notes(orderId);
    const others = filed.filter(({ revision }) => revision !== note.revision);
    this.orders.set(orderId, { filed: [...others, note], takenBack: false });
  }

  async takenBack(orderId: OrderId): Promise<void> {
    this.orders.set(orderId, { ...(await this.notes(orderId)), takenBack: true });
  }
}
