import type { AssetKind } from '../domain/order.js';
import type { ProcedureRule } from '../domain/procedure-rule.js';

/** All spans of time in milliseconds. */
export interface RetryPolicy {
  /** Counted attempts before an item is `failed`. */
  readonly maxAttempts: number;
  readonly baseDelay: number;
  /** No wait exceeds this. */
  readonly maxDelay: number;
  /** Waits for files that are still being made; after the last one a person is asked. */
  readonly notReady: readonly number[];
}

/** How one clinic wants its work done; the configuration's `clinics[]` section without the adapter. */
export interface ClinicPolicy {
  readonly rx: {
    /** Fill what a request left out, never a code or a provider without a mapping. */
    readonly defaults: {
      readonly doctorId?: number | undefined;
      readonly labId?: number | undefined;
      readonly procedureMapId?: number | undefined;
    };
    readonly doctors: Readonly<Record<string, number>>;
    /** By code; a trailing `*` is a prefix, and the longest that fits wins. */
    readonly procedures: Readonly<Record<string, ProcedureRule>>;
    readonly sendTo: 'lab' | 'none' | 'myitero';
    readonly onUncertainSubmit: 'hold' | 'resend';
    readonly sendLicenseNumber: boolean;
    readonly maxWithdrawalsPerRound: number;
  };
  readonly scans: {
    /** Nothing scanned earlier is fetched; undefined: the day of the first pairing. Milliseconds since 1970. */
    readonly since?: number | undefined;
    readonly lookback: number;
    readonly assets: readonly AssetKind[];
  };
  readonly patients: { readonly pushUpdates: boolean; readonly updateById: boolean };
  readonly poll: {
    readonly trigger: number;
    readonly orders: number;
    readonly captures: number;
    readonly sweep: number;
  };
  readonly retry: RetryPolicy;
}
