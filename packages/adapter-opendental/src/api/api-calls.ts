/** One call of Open Dental's API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the base address, such as `documents/Upload`; its numbers are left out of messages. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  /** JSON. */
  readonly body?: string | undefined;
}

/**
 * - `done`: with what the answer holds; whole numbers that would lose digits are text
 * - `not-found`: the patient or document does not exist
 * - `too-large`: the answer is larger than is read; a list is asked for in smaller pages
 */
export type ApiAnswer =
  { readonly kind: 'done'; readonly body: unknown } | { readonly kind: 'not-found' } | { readonly kind: 'too-large' };

/**
 * Calls Open Dental's API. Throws CHART_API_UNREACHABLE where no answer came, so that the call may have had its effect;
 * CHART_API_KEYS_REFUSED, CHART_API_BUSY, CHART_API_TOO_OLD or CHART_API_REFUSED by what was answered; STOPPED.
 */
export interface ApiCalls {
  call(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>;
}
