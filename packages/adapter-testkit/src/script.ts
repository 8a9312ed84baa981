/** What one call does instead of what it should. */
export type Move =
  /** Throws at once; nothing happened. */
  | { readonly do: 'fail'; readonly error: unknown }
  /** Does the work, then throws: the answer is lost. */
  | { readonly do: 'fail-after'; readonly error: unknown }
  /** Waits until the call is aborted, then throws what it was aborted with. */
  | { readonly do: 'stall' }
  /** Does the work twice. */
  | { readonly do: 'repeat' }
  /** Gives back the list of its answer the other way round. */
  | { readonly do: 'reverse' }
  /** Something else happens first; then the work is done, or the move `ending`. */
  | { readonly do: 'meanwhile'; readonly happens: () => Promise<unknown>; readonly ending?: Move }
  /** Does the work as it should. */
  | { readonly do: 'pass' };

/** Moves for named calls, each used up by one call; a call without a move does its work. */
export class Script<Call extends string> {
  readonly #moves = new Map<Call, Move[]>();

  /** Appends moves for the next calls of that name. */
  add(call: Call, ...moves: readonly Move[]): this {
    this.#moves.set(call, [...(this.#moves.get(call) ?? []), ...moves]);
    return this;
  }

  /** Forgets the moves that no call has used. */
  clear(): void {
    this.#moves.clear();
  }

  /** Runs a call by its next move. */
  async play<Answer>(call: Call, signal: AbortSignal | undefined, work: () => Promise<Answer>): Promise<Answer> {
    return await playMove(this.#moves.get(call)?.shift() ?? { do: 'pass' }, signal, work);
  }
}

async function playMove<Answer>(
  move: Move,
  signal: AbortSignal | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> {
  switch (move.do) {
    case 'pass':
      return await work();
    case 'fail':
      throw move.error;
    case 'fail-after':
      await work();
      throw move.error;
    case 'repeat':
      await work();
      return await work();
    case 'reverse':
      return reversed(await work());
    case 'stall':
      return await stalled(signal);
    case 'meanwhile':
      await move.happens();
      return await playMove(move.ending ?? { do: 'pass' }, signal, work);
  }
}

function reversed<Answer>(answer: Answer): Answer {
  if (Array.isArray(answer)) return [...answer].reverse() as Answer;
  if (typeof answer !== 'object' || answer === null) return answer;
  const members = Object.entries(answer).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? [...value].reverse() : value,
  ]);
  return Object.fromEntries(members) as Answer;
}

function stalled(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(signal?.reason as Error);
    if (signal?.aborted === true) give();
    else signal?.addEventListener('abort', give, { once: true });
  });
}
