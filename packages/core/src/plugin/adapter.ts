import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { z } from 'zod';
import type { ClinicId } from '../domain/ids.js';
import type { ProcedureRule } from '../domain/procedure-rule.js';
import type { Clock } from '../ports/clock.js';
import type { Directory } from '../ports/directory.js';
import type { Logger } from '../ports/logger.js';
import type { PatientSource } from '../ports/patient-source.js';
import type { RxTrigger } from '../ports/rx-trigger.js';
import type { ScanSink } from '../ports/scan-sink.js';
import type { StatusSink } from '../ports/status-sink.js';

/** The version of the contract between Chairside and adapters; an adapter names the one it was written for. */
export const ADAPTER_API_VERSION = 1;

/** What the clinic's `rx` section says to an adapter that reads off a schedule what is to be scanned. */
export interface RxRules {
  /** The clinic's own rule for a procedure that goes by these codes, looked up as `procedureRule` does. */
  procedureRule(...codes: readonly string[]): ProcedureRule | undefined;
  /** Where the scan of a procedure goes that has no rule of the clinic. */
  readonly sendTo: 'lab' | 'none' | 'myitero';
  /**
   * The ids of a procedure at `sendTo`, by its names in the vendor's table (iTero DPMS API, Procedure selection): none
   * where it cannot go there, several where only the practice can choose.
   */
  procedureIds(procedure: string, type?: string): readonly number[];
}

/** How calls leave this computer: through the proxy and with the certificates of the configuration. */
export interface AdapterNetwork {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** What an adapter is given. */
export interface AdapterHost {
  readonly clinic: ClinicId;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly rx: RxRules;
  /** For an adapter that calls others over the internet; absent in tests. */
  readonly network?: AdapterNetwork | undefined;
  /** Aborted when the service ends: stop watching, end what is under way. */
  readonly signal: AbortSignal;
  /** A path of the options, absolute: relative ones are relative to the configuration file. */
  resolvePath(path: string): string;
  /** Says that there may be something to read; may be called often, late or for nothing. */
  wake(): void;
}

/** One line of `chairside check`, and of health. */
export interface Finding {
  /** `unreachable`: would be right, but cannot be reached now; `refused`: must not be used as it is configured. */
  readonly level: 'ok' | 'warning' | 'problem' | 'unreachable' | 'refused';
  /** What was looked at, as it stands in the configuration. */
  readonly subject: string;
  /** What was found; no patient data. */
  readonly text: string;
  /** What to do. */
  readonly advice?: string | undefined;
}

/** What an adapter offers: all optional, at least one. */
export interface AdapterPorts {
  readonly rxTrigger?: RxTrigger | undefined;
  readonly patients?: PatientSource | undefined;
  readonly sink?: ScanSink | undefined;
  readonly status?: StatusSink | undefined;
  readonly directory?: Directory | undefined;
  /** Tries everything the options name. Never throws for what it finds, changes nothing that stays. */
  probe(signal: AbortSignal): Promise<readonly Finding[]>;
  /** Called once, last. */
  close(): Promise<void>;
}

/** An adapter package exports one of these. */
export interface AdapterDescriptor<Options = unknown> {
  readonly name: string;
  readonly apiVersion: number;
  /**
   * Validates the clinic's `adapter` section without its `use`. A path of a folder that no other clinic may use carries
   * `.meta({ ownFolder: true })`, so that a configuration in which two do is refused.
   */
  readonly options: z.ZodType<Options>;
  /**
   * Called once per clinic that uses the adapter. Throws only what no waiting can mend: an absent share is no error here,
   * something that must not be used is one.
   */
  create(options: Options, host: AdapterHost): AdapterPorts | Promise<AdapterPorts>;
}

/** Declares an adapter; gives the options their type. */
export function defineAdapter<Options>(descriptor: AdapterDescriptor<Options>): AdapterDescriptor<Options> {
  return descriptor;
}
