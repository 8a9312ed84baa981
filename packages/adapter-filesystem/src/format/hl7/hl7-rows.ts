import type { RawRow, RowFlaw } from '../../table/raw-row.js';
import type { OrderMessage, PlacedSegment } from './hl7-message.js';
import type { Hl7Options } from './hl7-options.js';
import { Hl7Row, type OrderGroup } from './hl7-row.js';

/** The requests of a message: one for each OBR, or for an ORC without one. */
export function hl7Rows(message: OrderMessage, options: Hl7Options): readonly RawRow[] {
  if (message.flaw !== undefined) return [flawed(message.line, message.flaw)];
  const groups = orderGroups(message);
  if (groups.length === 0) {
    return [flawed(message.line, { field: 'ORC', message: 'the message holds no order', expected: 'an ORC segment' })];
  }
  const rows: RawRow[] = [];
  const ids = new Set<unknown>();
  for (const group of groups) {
    const row = new Hl7Row(message, group, options);
    const id = row.value('requestId');
    const again = id !== undefined && ids.has(id);
    ids.add(id);
    const expected = 'a placer order number of its own for each procedure';
    rows.push(again ? flawed(row.line, { field: 'OBR-2', message: 'two orders have the same number', expected }) : row);
  }
  return rows;
}

function orderGroups(message: OrderMessage): readonly OrderGroup[] {
  const groups: { orc: PlacedSegment; obr: PlacedSegment | undefined; notes: PlacedSegment[] }[] = [];
  for (const placed of message.segments) {
    const current = groups.at(-1);
    const { name } = placed.segment;
    if (name === 'ORC') groups.push({ orc: placed, obr: undefined, notes: [] });
    else if (current === undefined) continue;
    else if (name === 'OBR' && current.obr === undefined) current.obr = placed;
    else if (name === 'OBR') groups.push({ orc: current.orc, obr: placed, notes: [] });
    else if (name === 'NTE') current.notes.push(placed);
  }
  return groups;
}

function flawed(line: number, flaw: RowFlaw): RawRow {
  return { line, flaw, value: () => undefined, lineOf: () => line };
}
