import type { UnitType } from '../../domain/practice.js';

/** What a prepared tooth can be (iTero DPMS API, Unit Types). */
export const UNIT_TYPES: readonly UnitType[] = [
  { id: 1, name: 'Regular' },
  { id: 2, name: 'Crown' },
  { id: 3, name: '¾ Crown' },
  { id: 4, name: 'Implant Abutment' },
  { id: 5, name: 'Inlay' },
  { id: 6, name: 'Onlay' },
  { id: 7, name: 'Veneer' },
  { id: 8, name: 'Detachable' },
  { id: 9, name: 'Missing (edentulous space)' },
  { id: 10, name: 'Missing (no spaces)' },
  { id: 11, name: 'Deciduous' },
  { id: 12, name: 'Scan body' },
  { id: 13, name: 'CerecGuide' },
];

const NAMES: ReadonlyMap<number, string> = new Map(UNIT_TYPES.map(({ id, name }) => [id, name]));

/** The table's name of a unit type; undefined for one that it lacks, or where none is said. */
export function unitTypeName(id: number | undefined): string | undefined {
  return id === undefined ? undefined : NAMES.get(id);
}
