import type { StatusSink, StatusUpdate } from '@chairside/core';

/** Records what it was told. */
export class MemoryStatus implements StatusSink {
  readonly told: StatusUpdate[] = [];

  async tell(update: StatusUpdate, _signal: AbortSignal): Promise<void> {
    this.told.push(update);
  }

  /** The states of an RX, or of a scan, in the order in which they were told. */
  states(subject: string): readonly string[] {
    return this.told
      .filter((update) => (update.kind === 'rx' ? update.key === subject : update.order.orderId === subject))
      .map(({ state }) => state);
  }
}
