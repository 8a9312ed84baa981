import type { ClinicLedger, WorkKind } from '../ports/ledger.js';

/** An item that is being tried: its name within its kind, and when it was due. */
export interface ItemUnderWay {
  readonly name: readonly (string | number)[];
  readonly dueAt: number | undefined;
}

function cursorOf(kind: WorkKind): string {
  return `under-way ${kind}`;
}

/**
 * Writes down which items are being tried before anything is done with them, so that a start can tell at what the last run
 * ended. What was noted of a try that came to an outcome is no longer so: the outcome has another `dueAt`.
 */
export class UnderWay {
  readonly #ledger: ClinicLedger;
  readonly #kind: WorkKind;
  readonly #items = new Set<ItemUnderWay>();

  constructor(ledger: ClinicLedger, kind: WorkKind) {
    this.#ledger = ledger;
    this.#kind = kind;
  }

  async run<Answer>(item: ItemUnderWay, work: () => Promise<Answer>): Promise<Answer> {
    this.#items.add(item);
    try {
      await this.#ledger.commit({ cursors: { [cursorOf(this.#kind)]: JSON.stringify([...this.#items]) } });
      return await work();
    } finally {
      this.#items.delete(item);
    }
  }
}

/** What the last run was at when it noted something last. */
export async function itemsUnderWay(ledger: ClinicLedger, kind: WorkKind): Promise<readonly ItemUnderWay[]> {
  const noted = await ledger.cursor(cursorOf(kind));
  return noted === undefined ? [] : (JSON.parse(noted) as readonly ItemUnderWay[]);
}

/** Forgets it, once it has been dealt with. */
export async function forgetUnderWay(ledger: ClinicLedger, kind: WorkKind): Promise<void> {
  await ledger.commit({ cursors: { [cursorOf(kind)]: '[]' } });
}
