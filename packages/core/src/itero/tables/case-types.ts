/**
 * Case types, which orders carry beside their procedure, as the best match (iTero DPMS API, Backwards Compatibility): an
 * order without a procedure is named by its case type.
 */
export const CASE_TYPES = ['Restorative', 'iRecord', 'iCast', 'Invisalign', 'Invisalign + iRecord'] as const;
export type CaseType = (typeof CASE_TYPES)[number];
