import type { Download } from '../scan/export-service.js';

/** What an endpoint answers; how it goes over the wire, and what faults make of it, is decided later. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** `keys: 'fixed'` is for names that no switch may change, such as those of OAuth. */
  readonly json?: { readonly value: unknown; readonly keys?: 'fixed' };
  readonly html?: string;
  readonly download?: Download;
}

/** Success in the vendor's envelope. */
export function success(data: unknown): Answer {
  return { status: 200, json: { value: { Data: data, Status: 1 } } };
}

/** Failure in the vendor's envelope: Status is 1 for success and 0 otherwise. */
export function failure(status: number, message: string): Answer {
  return { status, json: { value: { Data: null, Status: 0, Message: message } } };
}

/** Sends the caller elsewhere. */
export function redirect(status: number, location: string): Answer {
  return { status, headers: { location } };
}
