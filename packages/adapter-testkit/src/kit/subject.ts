import type { AdapterDescriptor } from '@chairside/core';
import type { PracticeHands } from './practice-hands.js';

/** An adapter, and what the kit needs to check it. */
export interface AdapterUnderTest {
  // The kit hands on options that the adapter's own schema has validated.
  readonly adapter: AdapterDescriptor<never> | AdapterDescriptor;
  /** A practice of its own for each check; empty. */
  practice(): Promise<PracticeHands>;
  /** Where another process finds the adapter: a module and the name that it exports it under. Without it nothing is killed. */
  readonly module?: { readonly url: string; readonly name: string } | undefined;
  /** How often a process is killed in the middle of a port's work: 12. */
  readonly kills?: number | undefined;
  /** A call that has not ended so long after its signal was aborted hears no signal; milliseconds: 15,000. */
  readonly patience?: number | undefined;
  /** Which of HARD_NAMES the practice's own database cannot hold, by their first member. */
  readonly cannotHold?: readonly string[] | undefined;
  /** What cannot be checked here, by the title of the check, with the reason that the certificate gives. */
  readonly skip?: Readonly<Record<string, string>> | undefined;
}
