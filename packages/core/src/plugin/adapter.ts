import type { z } from 'zod';
import type { PlainText } from '../errors/plain-text.js';
import type { Directory } from '../ports/directory.js';
import type { PatientSource } from '../ports/patient-source.js';
import type { RxTrigger } from '../ports/rx-trigger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { StatusSink } from '../ports/status-sink.js';
import type { AdapterHost } from './adapter-host.js';

/** A version of the adapter API, `MAJOR.MINOR`. */
export type ApiVersion = `${number}.${number}`;

/**
 * The version of the adapter API that this package describes. A minor one adds what adapters may use or offer; a major one
 * changes what they must do (docs/adapter-api-changes.md).
 */
export const ADAPTER_API_VERSION = '1.0' satisfies ApiVersion;

/** One line of `chairside check`, and of health. */
export interface Finding {
  /** `unreachable`: would be right, but cannot be reached now; `refused`: must not be used as it is configured. */
  readonly level: 'ok' | 'warning' | 'problem' | 'unreachable' | 'refused';
  /** What was looked at, as it stands in the configuration. */
  readonly subject: PlainText;
  /** What was found; no patient data. */
  readonly text: PlainText;
  /** What to do. */
  readonly advice?: PlainText | undefined;
}

/**
 * What an adapter offers: all optional, at least one. For every call of every port:
 *
 * - **Twice and at once.** Any call may be repeated with the same arguments, also after a crash in the middle of it, and
 *   several may be under way at the same time, of the same method too. Each port says what must then come out. Only the
 *   steps of one port that depend on each other come in order: `acknowledge` follows its `read`.
 * - **Arguments** are frozen; **answers** are plain data and checked when they arrive: one that is not as its type says
 *   counts as an error of the adapter, `ADAPTER_ANSWER_INVALID`, and nothing of it is used. A value that is not known is
 *   left out, never an empty text or null. A `Date` is no answer: times and days are texts and numbers as each field says.
 * - **Errors** are `ChairsideError`s, whose code's class says what happens next (`ErrorClass`): `transient` and
 *   `rate-limited` wait and count no attempt; `permanent` counts one and is given up in the end; `needs-person` waits for
 *   somebody. A system error of the network or of a disk that went away (`ECONNREFUSED`, `ETIMEDOUT` …) counts as
 *   `DPMS_UNREACHABLE`; anything else that is thrown as `ADAPTER_FAILED`, which is permanent. Neither `detail` nor
 *   `advice` may hold patient data; what may goes into `shown`.
 * - **The signal** is aborted when the service stops or the call took too long. Reject soon then, with anything; what was
 *   begun is left so that repeating the call completes it. An adapter that goes on all the same is left behind, and one
 *   that runs in a process of its own is ended.
 */
export interface AdapterPorts {
  /** Without it no RX is put on the scanner. */
  readonly rxTrigger?: RxTrigger | undefined;
  /** Without it every RX must carry its patient, and scans that were started on the scanner wait for a person. */
  readonly patients?: PatientSource | undefined;
  /** Without it no scan is fetched. */
  readonly sink?: ScanSink | undefined;
  /** Without it the DPMS is told nothing. */
  readonly status?: StatusSink | undefined;
  /** Without it no mapping is proposed. */
  readonly directory?: Directory | undefined;
  /**
   * Tries everything the options name, for `chairside check`. May be called at any time and often, also while the service
   * works. Changes nothing that stays, and never throws for what it finds: that is a finding.
   */
  probe(signal: AbortSignal): Promise<readonly Finding[]>;
  /**
   * Called once, last, after the host's signal was aborted: ends connections, watchers and timers. Calls that heard no
   * signal may still be under way. What is not done after 5 seconds is left behind.
   */
  close(): Promise<void>;
}

/** What an adapter is: a package exports one of these, under any name. */
export interface AdapterDescriptor<Options = unknown> {
  /** Shown to the operator; for a package its name without the scope, such as `acme-dental`. */
  readonly name: string;
  /** The version of the adapter API that the adapter was written for, such as `1.0`: written out, not taken from here. */
  readonly apiVersion: ApiVersion;
  /**
   * Validates the clinic's `adapter` section without the keys that are Chairside's own (`use`, `isolation`, `memoryLimit`,
   * `startWithin`); a schema of zod 4. A path of a folder that no other clinic may use carries
   * `.meta({ ownFolder: true })`, so that a configuration in which two do is refused.
   */
  readonly options: z.ZodType<Options>;
  /**
   * Called once per clinic that uses the adapter, at its start; in the same process for several clinics, which share
   * nothing. Throws only what no waiting can mend, and the clinic is disabled until the next start: an absent share is no
   * error here, something that must not be used is one. Connects lazily where it can. One that has not answered after
   * `startWithin` (a minute) is given up.
   */
  create(options: Options, host: AdapterHost): AdapterPorts | Promise<AdapterPorts>;
}

/** Declares an adapter; gives the options their type. */
export function defineAdapter<Options>(descriptor: AdapterDescriptor<Options>): AdapterDescriptor<Options> {
  return descriptor;
}
