import type { RxRules } from '@chairside/core';

/** The `rx` section of a clinic without rules of its own, where every procedure of the maker's table has one number. */
export const KIT_RULES: RxRules = {
  procedureRule: () => undefined,
  procedureIds: () => [1],
};
