import { ChairsideError, ERROR_CODES, Phi, type ChairsideErrorCode, type LogFields } from '@chairside/core';
import { z } from 'zod';
import type { NetworkConfig } from '../../network/agents.js';
import type { RxPolicy } from '../rx-rules.js';
import { systemCode } from '../adapter-errors.js';

/** Which adapter a process is for. */
export interface AdapterModule {
  /** As the configuration names it. */
  readonly use: string;
  /** Of its module; undefined for a built-in one. */
  readonly address: string | undefined;
}

/** What the adapter's process is told to do for a clinic. */
export interface StartOrder extends AdapterModule {
  readonly clinic: string;
  /** As they stand in the configuration: the adapter's own schema reads them where the adapter is. */
  readonly options: unknown;
  readonly baseDir: string;
  readonly rx: RxPolicy;
  readonly network: NetworkConfig;
  readonly startWithin: number;
}

/** To the adapter's process. */
export type ToAdapter =
  | { readonly type: 'start'; readonly order: StartOrder }
  | { readonly type: 'options'; readonly module: AdapterModule; readonly question: unknown }
  | { readonly type: 'call'; readonly id: number; readonly call: string; readonly args: readonly unknown[] }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'stop' }
  | { readonly type: 'close' };

/** An error on its way between processes: without its text, which may repeat what was being read. */
const SentError = z.object({
  /** Of a ChairsideError. */
  code: z.string().optional(),
  detail: z.string().optional(),
  /** What may hold patient data: it goes no further than the error that is made of it. */
  shown: z.string().optional(),
  advice: z.array(z.string()).optional(),
  retryAfter: z.number().optional(),
  /** Of any other error: its class and its system code. */
  name: z.string().optional(),
  system: z.string().optional(),
});
export type SentError = z.output<typeof SentError>;

const Field = z.union([z.string(), z.number()]).optional();

/** From the adapter's process. Whatever else comes over the channel is not ours, and nothing of it is used. */
export const FromAdapter = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('started'), name: z.string(), calls: z.array(z.string()) }),
  z.object({ type: z.literal('options'), answer: z.unknown() }),
  z.object({ type: z.literal('failed'), error: SentError }),
  z.object({ type: z.literal('answer'), id: z.int(), value: z.unknown() }),
  z.object({ type: z.literal('refusal'), id: z.int(), error: SentError }),
  z.object({ type: z.literal('wake') }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string().max(300),
    fields: z.record(z.string(), Field),
  }),
]);
export type FromAdapter =
  | { readonly type: 'ready' }
  | { readonly type: 'started'; readonly name: string; readonly calls: readonly string[] }
  | { readonly type: 'options'; readonly answer: unknown }
  | { readonly type: 'failed'; readonly error: SentError }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly error: SentError }
  | { readonly type: 'wake' }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly fields: LogFields;
    };

export function sentError(thrown: unknown): SentError {
  if (ChairsideError.is(thrown)) {
    const { code, detail, shown, advice, retryAfter } = thrown;
    return { code, detail, shown: shown?.revealPhi(), advice: advice && [...advice], retryAfter };
  }
  return { name: thrown instanceof Error ? thrown.name : typeof thrown, system: systemCode(thrown) };
}

/** The error as it is thrown on this side. */
export function receivedError({ code, name, system, shown, ...options }: SentError): Error {
  if (code !== undefined && Object.hasOwn(ERROR_CODES, code))
    return new ChairsideError(code as ChairsideErrorCode, {
      ...options,
      shown: shown === undefined ? undefined : new Phi(shown),
    });
  const error = new Error('an error of the adapter');
  return Object.assign(error, { name: name ?? 'Error', ...(system !== undefined && { code: system }) });
}
