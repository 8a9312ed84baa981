import { procedureRule, type RxRules } from '@chairside/core';
import type { ClinicPolicy } from '@chairside/core/flow';
import { findProcedure } from '@chairside/core/itero';

/** A clinic's `rx` section for its adapter, with the vendor's table behind it. */
export function rxRules({ procedures, sendTo }: ClinicPolicy['rx']): RxRules {
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
