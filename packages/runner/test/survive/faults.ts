import type { Fault, Switches } from '@chairside/itero-simulator';

/** What goes wrong, once in each place, on the way. */
export interface Trouble {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly switches?: Partial<Switches>;
  /** It may leave the answer to a sent RX unknown. */
  readonly doubt?: boolean;
  /** It may take the refresh token from the clinic, which nobody but a person can make good. */
  readonly unpairs?: boolean;
}

type Action = Fault['do'];
type Match = NonNullable<Fault['match']>;

/** Every call of a working day. */
const PLACES = {
  'sending an RX': { method: 'POST', path: 'scan-request' },
  'withdrawing an RX': { method: 'DELETE', path: 'scan-request' },
  'listing orders': { path: 'orders/practice' },
  'fetching the export': { path: '/download/IDE' },
  'fetching the gallery': { path: '/download/IMAGE_GALLERY' },
  'listing captures': { path: 'latest-files' },
  'fetching a capture': { path: '/download/SCREEN_CAPTURE/' },
  'searching patients': { path: '/\\/patients?\\/search/' },
  'changing a patient': { method: 'PATCH', path: 'patient' },
  'reading the practice': { path: 'practice-configuration' },
  'refreshing the token': { method: 'POST', path: '/token' },
  'asking Discovery': { path: 'discovery' },
} as const satisfies Readonly<Record<string, Match>>;
type Place = keyof typeof PLACES;

/** Places that have nothing to do with each other are disturbed in one day. */
const TOGETHER: readonly (readonly Place[])[] = [
  ['sending an RX', 'fetching the gallery', 'listing captures'],
  ['withdrawing an RX', 'fetching the export', 'searching patients'],
  ['listing orders', 'fetching a capture', 'reading the practice'],
  ['changing a patient', 'refreshing the token', 'asking Discovery'],
];

/** What may befall any call. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'answered 500': { status: 500 },
  'answered 502 though done': { status: 502, afterEffect: true },
  'answered 503 with a wait': { status: 503, retryAfter: 1 },
  'answered 504 and not done': { status: 504 },
  'answered 429': { status: 429, retryAfter: 1 },
  'met by a token that is over': { expireTokens: 'before' },
  'the last of its token': { expireTokens: 'after' },
  'cut off before it is done': { drop: 'before' },
  'cut off after it is done': { drop: 'after' },
  'cut off in the middle of the answer': { cutBody: 20 },
  'told a wrong length': { contentLengthBy: 7 },
  slow: { delayMs: 30, bytesPerSecond: 400_000 },
};
/** The answer does not come, or not whole. */
const LOST = [
  'answered 502 though done',
  'cut off after it is done',
  'cut off in the middle of the answer',
  'told a wrong length',
];
/** For the caller the same as one whose answer is lost. */
const DOUBTFUL = [...LOST, 'answered 504 and not done', 'cut off before it is done'];

function trouble(what: string, action: Action, places: readonly Place[]): Trouble {
  return {
    name: `${places.join(', ')}: ${what}`,
    faults: places.map((place) => ({ name: place, match: { ...PLACES[place], nth: 1 }, do: action })),
    doubt: places.includes('sending an RX') && DOUBTFUL.includes(what),
    // Of a refresh whose answer is lost the old token is spent and the new one unknown.
    unpairs: places.includes('refreshing the token') && [...LOST, 'the last of its token'].includes(what),
  };
}

/** Each action at each place, once. A picture by itself carries no checksum, so that a wrong byte of it shows nowhere. */
export const EVERYWHERE: readonly Trouble[] = [
  ...Object.entries(ACTIONS).flatMap(([what, action]) => TOGETHER.map((places) => trouble(what, action, places))),
  trouble('a wrong byte', { corruptAt: 200 }, ['fetching the export', 'fetching the gallery']),
  trouble('sent elsewhere', { redirect: 302 }, ['fetching the export', 'fetching the gallery', 'fetching a capture']),
];

/** One action at one place. */
const SINGLE: readonly Trouble[] = Object.entries(ACTIONS).flatMap(([what, action]) =>
  TOGETHER.flat().map((place) => trouble(what, action, [place])),
);

/** Ways of a whole cloud that make everything else harder. */
const WAYS: readonly Trouble[] = (
  [
    { ideNotReady: 2 },
    { ranges: false },
    { contentLength: false },
    { downloads: 'redirect' },
    { regenerateExports: true },
    { zipStyle: 'descriptors' },
    { meshFormat: 'ply' },
    { rotateRefresh: false },
    { rotateRefresh: 'absent' },
    { expiresIn: false },
    { tokensInData: false },
    { birthDateOnPatch: 'kept' },
    { patchAnswer: 'nothing' },
    { lastNextOffset: 'given' },
    { mostPerPage: 1 },
  ] as const satisfies readonly Partial<Switches>[]
).map((switches) => ({ name: JSON.stringify(switches), faults: [], switches }));

/** Two troubles at a time, drawn by a seed. */
export function pairs(count: number, seed: number): readonly Trouble[] {
  const draw = random(seed);
  const all = [...SINGLE, ...WAYS];
  const one = (): Trouble => all[Math.floor(draw() * all.length)]!;
  return Array.from({ length: count }, () => both(one(), one()));
}

function both(one: Trouble, other: Trouble): Trouble {
  return {
    name: `${one.name}; ${other.name}`,
    faults: [...one.faults, ...other.faults],
    switches: { ...one.switches, ...other.switches },
    doubt: one.doubt === true || other.doubt === true,
    unpairs: one.unpairs === true || other.unpairs === true,
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
