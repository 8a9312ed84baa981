import type { ScanDelivery } from '@chairside/core';

/** What a process that is to be killed is told, as JSON in a file. */
export interface ChildTask {
  readonly module: { readonly url: string; readonly name: string };
  readonly options: object;
  /** Relative paths of the options are below it. */
  readonly folder: string;
  /** What is to be filed; left out: what is wanted is to be read and acknowledged. */
  readonly delivery?: ScanDelivery | undefined;
  /** The key of the wish that is to be read. */
  readonly key?: string | undefined;
  /** In front of which effect it ends, counted from 1; left out: it goes on to its end. */
  readonly killAt?: number | undefined;
  /** Where it writes down the ids of what it committed, a line each. */
  readonly notes: string;
  /** Where it writes how many effects there were. */
  readonly count: string;
}
