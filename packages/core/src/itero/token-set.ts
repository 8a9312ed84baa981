import { z } from 'zod';
import { field } from './caseless.js';

/** The documented hour, where an answer does not say (iTero's wire, token). */
const LIFETIME = 3_600_000;
/** Refreshed when this part of its life is over: after 50 minutes of an hour. */
const FRESH_PART = 5 / 6;

/** Clocks are put right by small steps all the time, milliseconds. */
const CLOCK_STEP = 60_000;

/** Tokens as the vault keeps them; times in milliseconds since 1970. */
export const TokenSet = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1).optional(),
  obtainedAt: z.number(),
  expiresAt: z.number(),
});
export type TokenSet = z.output<typeof TokenSet>;

/** The set stored as JSON; undefined where it cannot be read. */
export function storedTokens(json: string): TokenSet | undefined {
  try {
    return TokenSet.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

function member(answer: unknown, name: string): unknown {
  return field(answer, name) ?? field(answer, name.replace('_', ''));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The set that an answer brings, with or without `Data` around it; undefined where it brings none. An answer without a
 * refresh token leaves the one in hand good.
 */
export function answeredTokens(json: unknown, now: number, inHand?: string): TokenSet | undefined {
  const answer = text(member(json, 'access_token')) === undefined ? field(json, 'Data') : json;
  const accessToken = text(member(answer, 'access_token'));
  if (accessToken === undefined) return undefined;
  const seconds = Number(member(answer, 'expires_in'));
  return {
    accessToken,
    refreshToken: text(member(answer, 'refresh_token')) ?? inHand,
    obtainedAt: now,
    expiresAt: now + (seconds > 0 ? seconds * 1_000 : LIFETIME),
  };
}

/** Whether it is time to refresh, ahead of the end. Of a token of the future nobody knows: the clock was put right since. */
export function refreshDue(tokens: TokenSet, now: number): boolean {
  if (now < tokens.obtainedAt - CLOCK_STEP) return true;
  return now >= tokens.obtainedAt + (tokens.expiresAt - tokens.obtainedAt) * FRESH_PART;
}
