import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { ClinicId } from '../domain/ids.js';
import type { ProcedureRule } from '../domain/procedure-rule.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';

/** What the clinic's `rx` section says to an adapter that reads off a schedule what is to be scanned. */
export interface RxRules {
  /** The clinic's own rule for a procedure that goes by these codes, looked up as `procedureRule` does. */
  procedureRule(...codes: readonly string[]): ProcedureRule | undefined;
  /**
   * The numbers (`WantedRx.procedureMapId`) of a procedure that has no rule of the clinic, by its names in the scanner
   * maker's table of procedures and for the destination that the clinic chose: none where it cannot go there, several
   * where only the practice can choose.
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
  /** Adds the clinic and the adapter to each line by itself. */
  readonly logger: Logger;
  /** For every wait, so that tests need not wait. */
  readonly clock: Clock;
  readonly rx: RxRules;
  /** For an adapter that calls others over the internet; absent in tests. */
  readonly network?: AdapterNetwork | undefined;
  /** Aborted when the service ends: stop watching, end what is under way. */
  readonly signal: AbortSignal;
  /** A path of the options, absolute: relative ones are relative to the configuration file. */
  resolvePath(path: string): string;
  /** Says that there may be something to read; may be called at any time, often, late or for nothing. Never throws. */
  wake(): void;
}
