import type { RxRules } from '@chairside/core';

/** The `rx` section of a clinic that maps nothing. */
export const NO_RX_RULES: RxRules = {
  procedureRule: () => undefined,
  procedureIds: () => [],
};
