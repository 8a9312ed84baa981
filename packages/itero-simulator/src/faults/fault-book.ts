import type { Fault, FaultAction } from './fault.js';

/** A fault in force. */
export interface FaultHandle {
  readonly id: number;
  /** Requests that it was applied to so far. */
  readonly applied: number;
  remove(): void;
}

/** A request as far as faults look at it. */
export interface FaultSubject {
  readonly host: 'api' | 'storage';
  readonly method: string;
  readonly path: string;
}

interface Active {
  readonly id: number;
  readonly fault: Fault;
  readonly path: (path: string) => boolean;
  seen: number;
  applied: number;
}

/** The faults in force and how often each was met. */
export class FaultBook {
  readonly #active: Active[] = [];
  #made = 0;

  /** Puts a fault in force. */
  add(fault: Fault): FaultHandle {
    this.#made += 1;
    const active: Active = { id: this.#made, fault, path: pathTest(fault.match?.path), seen: 0, applied: 0 };
    this.#active.push(active);
    return {
      id: active.id,
      get applied() {
        return active.applied;
      },
      remove: () => this.remove(active.id),
    };
  }

  remove(id: number): void {
    const index = this.#active.findIndex((each) => each.id === id);
    if (index >= 0) this.#active.splice(index, 1);
  }

  clear(): void {
    this.#active.length = 0;
  }

  list(): readonly { readonly id: number; readonly fault: Fault; readonly applied: number }[] {
    return this.#active.map(({ id, fault, applied }) => ({ id, fault, applied }));
  }

  /** What is to happen to a request: all matching faults together, where the one added first wins a field. */
  plan(subject: FaultSubject): FaultAction {
    let plan: FaultAction = {};
    for (const active of this.#active) {
      if (!matches(active, subject)) continue;
      active.seen += 1;
      const first = active.fault.match?.nth ?? 1;
      const times = active.fault.match?.times ?? (active.fault.match?.nth === undefined ? Infinity : 1);
      if (active.seen < first || active.seen >= first + times) continue;
      active.applied += 1;
      plan = { ...active.fault.do, ...plan };
    }
    return plan;
  }
}

function matches(active: Active, subject: FaultSubject): boolean {
  const { match } = active.fault;
  if (match?.method !== undefined && match.method.toUpperCase() !== subject.method) return false;
  if (match?.host !== undefined && match.host !== subject.host) return false;
  return active.path(subject.path);
}

function pathTest(wanted: string | RegExp | undefined): (path: string) => boolean {
  if (wanted === undefined) return () => true;
  if (wanted instanceof RegExp) return (path) => path.search(wanted) >= 0;
  const expression = /^\/(.+)\/([a-z]*)$/.exec(wanted);
  // A path such as /a/b/ is no expression: only what holds a character that paths do not have counts as one.
  if (expression?.[1] === undefined || !/[\\^$*+?()[\]{}|]/.test(expression[1])) return (path) => path.includes(wanted);
  const pattern = new RegExp(expression[1], expression[2]);
  return (path) => path.search(pattern) >= 0;
}
