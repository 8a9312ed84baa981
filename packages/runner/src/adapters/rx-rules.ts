import { procedureRule, type RxRules } from '@chairside/core';
import type { ClinicPolicy } from '@chairside/core/flow';
import { findProcedure } from '@chairside/core/itero';

/** What of it an adapter is told; plain data. */
export type RxPolicy = Pick<ClinicPolicy['rx'], 'procedures' | 'sendTo'>;

/** A clinic's `rx` section for its adapter, with the vendor's table behind it. */
export function rxRules({ procedures, sendTo }: RxPolicy): RxRules {
  return {
    procedureRule: (...codes) => procedureRule(procedures, ...codes),
    procedureIds(procedure, type) {
      const found = findProcedure({ procedure, type, sendTo });
      switch (found.kind) {
        case 'one':
          return [found.row.procedureMapId];
        case 'several':
          return found.rows.map(({ procedureMapId }) => procedureMapId);
        case 'none':
          return [];
      }
    },
  };
}
