import type { PracticeHands } from './practice-hands.js';

const NEEDED = ['addPatients', 'close'] as const satisfies readonly (keyof PracticeHands)[];

/** The practice for the tests does not do what it should: no fault of the adapter. */
export class PracticeFailed extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = 'PracticeFailed';
  }
}

/** Hands that say which of them fails. Throws PracticeFailed where one is missing that every practice needs. */
export function namedHands(hands: PracticeHands): PracticeHands {
  const missing = NEEDED.find((name) => typeof hands[name] !== 'function');
  if (missing !== undefined) throw new PracticeFailed(`the practice for the tests has no ${missing}`);
  return new Proxy(hands, {
    get: (target, name) => {
      const hand: unknown = Reflect.get(target, name, target);
      if (typeof hand !== 'function') return hand;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          return (await Reflect.apply(hand, target, args)) as unknown;
        } catch (error) {
          const said = error instanceof Error ? error.message : String(error);
          throw new PracticeFailed(`${String(name)} of the practice for the tests fails: ${said}`, { cause: error });
        }
      };
    },
  });
}
