import { z } from 'zod';

/** Every way in which the cloud may legally differ, or misbehave for all requests; may be changed while it runs. */
export const Switches = z.strictObject({
  /** Which orders come first in a listing; the vendor's document says both. */
  pageOrder: z.enum(['oldest', 'newest']),
  /** Letter case of the keys of answers. */
  keyCase: z.enum(['pascal', 'camel']),
  /** OrderId in orders; in the list of screen captures it is always a text. */
  orderIdAs: z.enum(['number', 'string']),
  /**
   * Which addresses an order carries. `swapped-descriptions`: those of the IDE export and of the gallery change places;
   * `swapped-by-rx`: only in the answer for one RX, as the document describes it.
   */
  urls: z.enum(['both', 'flat', 'nested', 'swapped-descriptions', 'swapped-by-rx']),
  discoveryShape: z.enum(['data', 'bare', 'list', 'lower-case', 'slashes']),
  /** Whether the answer to pairing has `Data` around its tokens. */
  tokensInData: z.boolean(),
  /** What a refresh does to the refresh token: a new one, the same one, or none in the answer. */
  rotateRefresh: z.union([z.literal(true), z.literal(false), z.literal('absent')]),
  /** Whether token answers say `expires_in`. */
  expiresIn: z.boolean(),
  /** What the login page does at once: send the user back with a code, refuse, or forget the state. */
  authorize: z.enum(['approve', 'deny', 'lose-state']),
  webhook: z.enum(['normal', 'late', 'doubled', 'missing', 'forged']),
  /** How late a late webhook is. */
  webhookDelayMs: z.number().int().min(0),
  /** `redirect` sends every download to the storage host, which is another origin. */
  downloads: z.enum(['direct', 'redirect']),
  /** Whether downloads offer Range, ETag and Last-Modified. */
  ranges: z.boolean(),
  /** Whether downloads say their length. */
  contentLength: z.boolean(),
  /** How often the IDE export of each revision answers 404 before it is ready. */
  ideNotReady: z.number().int().min(0),
  /** Whether the day of `dateTo` itself belongs to the window. */
  dateTo: z.enum(['inclusive', 'exclusive']),
  /** Whether a scan request may change a patient who is found by chart number. */
  patientUpdates: z.boolean(),
  /** A new export, with a new time in it, for each download. */
  regenerateExports: z.boolean(),
  zipStyle: z.enum(['sizes', 'descriptors']),
  meshFormat: z.enum(['stl', 'ply']),
});
export type Switches = z.infer<typeof Switches>;

/** The well-behaved cloud of the vendor's document. */
export const defaultSwitches: Switches = {
  pageOrder: 'oldest',
  keyCase: 'pascal',
  orderIdAs: 'number',
  urls: 'both',
  discoveryShape: 'data',
  tokensInData: true,
  rotateRefresh: true,
  expiresIn: true,
  authorize: 'approve',
  webhook: 'normal',
  webhookDelayMs: 2000,
  downloads: 'direct',
  ranges: true,
  contentLength: true,
  ideNotReady: 0,
  dateTo: 'inclusive',
  patientUpdates: false,
  regenerateExports: false,
  zipStyle: 'sizes',
  meshFormat: 'stl',
};
