import type { ClinicLedger } from '@chairside/core/house';

/** A practice that the demo makes: how it is configured, what people do in it, and what they see in the end. */
export interface DemoPractice {
  /** The clinic's `adapter` and `rx` sections. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** How many of its RX end as a scan in the chart, without anybody's doing. */
  readonly scans: number;
  /** What somebody may do while the demo stays up. */
  readonly invitation: string;
  /** Asks for scans, and says so. Called once, when the service runs and is paired. */
  ask(): Promise<void>;
  /** Says what is there in the end. */
  show(ledger: ClinicLedger): Promise<void>;
  /** Called once, last. */
  close(): Promise<void>;
}
