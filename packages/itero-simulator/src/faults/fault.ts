import { z } from 'zod';

/** Which requests a fault is for; what is left out matches everything. */
export const FaultMatch = z.strictObject({
  method: z.string().toUpperCase().optional(),
  /** A part of the path, or a regular expression between slashes. */
  path: z.string().optional(),
  /** The main listener, or the one that downloads are redirected to. */
  host: z.enum(['api', 'storage']).optional(),
  /** The first matching request that it applies to, counted from 1. */
  nth: z.number().int().min(1).optional(),
  /** How many matching requests it applies to; default: one where `nth` is given, all otherwise. */
  times: z.number().int().min(1).optional(),
});

/** What happens to a matching request. Several may be named; those before the effect come first. */
export const FaultAction = z.strictObject({
  /** Waits before anything is done. */
  delayMs: z.number().min(0).optional(),
  /** Sends the body at this speed. */
  bytesPerSecond: z.number().positive().optional(),
  /** Answers this code instead; nothing is done unless `afterEffect`. */
  status: z.number().int().min(300).max(599).optional(),
  /** The request takes effect, and only its answer is replaced by `status`. */
  afterEffect: z.boolean().optional(),
  /** Seconds or an HTTP date, for the Retry-After header of `status`. */
  retryAfter: z.union([z.number(), z.string()]).optional(),
  /** The complaint of `status` repeats what was sent, as a careless server does. */
  echo: z.boolean().optional(),
  /** Breaks the connection without an answer: `before` nothing is done, `after` everything is. */
  drop: z.enum(['before', 'after']).optional(),
  /** Breaks the connection after this many bytes of the body. */
  cutBody: z.number().int().min(0).optional(),
  /** Flips a byte of the body, at this place of the whole file also where a part is asked for. Negative: from the end. */
  corruptAt: z.number().int().optional(),
  /** Says a length that is wrong by this many bytes. */
  contentLengthBy: z.number().int().optional(),
  /** Sends a download to the storage host, with this code. */
  redirect: z.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)]).optional(),
  /** All access tokens end, before the request is looked at or once it is answered. */
  expireTokens: z.enum(['before', 'after']).optional(),
  /** All refresh tokens end before the request is looked at. */
  revokeTokens: z.boolean().optional(),
});
export type FaultAction = z.infer<typeof FaultAction>;

/** A scripted misbehaviour. */
export const Fault = z.strictObject({ name: z.string().optional(), match: FaultMatch.default({}), do: FaultAction });
/** A fault as written down; a regular expression may also be given as one. */
export interface Fault {
  readonly name?: string | undefined;
  readonly match?: Omit<z.input<typeof FaultMatch>, 'path'> & { readonly path?: string | RegExp | undefined };
  readonly do: FaultAction;
}
