import type { WorkUnit } from '@chairside/core/house';

/** What kind of work a unit holds, as `rx submitting` or `scan filed, revision`: the same for every patient and order. */
export function workName({ rx, scans, captures, patients, revisions, audit, seen, cursors }: WorkUnit): string {
  const kinds = [
    inStates('rx', rx),
    inStates('scan', scans),
    inStates('capture', captures),
    inStates('patient', patients),
    revisions?.length ? ['revision'] : [],
    seen?.length ? ['request seen'] : [],
    Object.keys(cursors ?? {}).map((name) => `cursor ${name}`),
  ].flat();
  return kinds.join(', ') || (audit?.length ? 'audit' : 'nothing');
}

function inStates(kind: string, records: readonly { readonly state: string }[] = []): readonly string[] {
  return [...new Set(records.map(({ state }) => `${kind} ${state}`))].toSorted();
}
