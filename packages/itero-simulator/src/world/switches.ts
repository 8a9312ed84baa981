import { z } from 'zod';

/** Every way in which the cloud may legally differ, or misbehave for all requests; may be changed while it runs. */
export const Switches = z.strictObject({
  /** Which orders come first in a listing; the vendor's document says both. */
  pageOrder: z.enum(['oldest', 'newest']),
  /** So many orders at most are on one page, though more were asked for. */
  mostPerPage: z.number().int().min(1).max(1024),
  /** Letter case of the keys of answers. */
  keyCase: z.enum(['pascal', 'camel']),
  /** What `Status` says of a success: what the document has for the endpoint, always 1, always "Success", or nothing. */
  successStatus: z.enum(['documented', 'number', 'word', 'absent']),
  /** OrderId in orders; in the list of screen captures it is always a text. */
  orderIdAs: z.enum(['number', 'string']),
  /** Which set of addresses an order carries; the other one is null. */
  urls: z.enum(['both', 'flat', 'nested']),
  /**
   * Where the addresses of the IDE export and of the gallery have changed places; `by-rx`: only in the answer for one RX,
   * as the document describes it.
   */
  swappedUrls: z.enum(['nowhere', 'everywhere', 'by-rx']),
  /** `moved`: files are no longer where the API is, only at the addresses that its answers give. */
  files: z.enum(['api', 'moved']),
  /** How the older address of a single screen capture is spelt; the document writes it without the hyphen. */
  olderCaptureUrl: z.enum(['thirdparty', 'third-party']),
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
  /** How patient searches say a gender: as the document has it for each, as 0 and 1, as these digits in a text, or as words. */
  searchGender: z.enum(['documented', 'number', 'digit', 'word']),
  /** Whether the day of `dateTo` itself belongs to the window. */
  dateTo: z.enum(['inclusive', 'exclusive']),
  /** Whether a scan request may change a patient who is found by chart number. */
  patientUpdates: z.boolean(),
  /** What an update does to a birth date that is stored: it changes it, or, as a scan request does, it keeps it. */
  birthDateOnPatch: z.enum(['stored', 'kept']),
  /** What an update by chart number answers when it is done: the patient, as the one by id does, or nothing. */
  patchAnswer: z.enum(['patient', 'nothing']),
  /** Whether the patients of a 409 come as a bare list, as those of a search do, or in `Data`. */
  conflictList: z.enum(['bare', 'data']),
  /** What `NextOffset` says on the last page of patients: nothing, or all the same "current offset + limit". */
  lastNextOffset: z.enum(['null', 'given']),
  /** A new export, with a new time in it, for each download. */
  regenerateExports: z.boolean(),
  zipStyle: z.enum(['sizes', 'descriptors']),
  meshFormat: z.enum(['stl', 'ply']),
});
export type Switches = z.infer<typeof Switches>;

/** The well-behaved cloud of the vendor's document. */
export const defaultSwitches: Switches = {
  pageOrder: 'oldest',
  mostPerPage: 1024,
  keyCase: 'pascal',
  successStatus: 'documented',
  orderIdAs: 'number',
  urls: 'both',
  swappedUrls: 'nowhere',
  files: 'api',
  olderCaptureUrl: 'thirdparty',
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
  searchGender: 'documented',
  dateTo: 'inclusive',
  patientUpdates: false,
  birthDateOnPatch: 'stored',
  patchAnswer: 'patient',
  conflictList: 'bare',
  lastNextOffset: 'null',
  regenerateExports: false,
  zipStyle: 'sizes',
  meshFormat: 'stl',
};
