import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;
const DURATION_EXPECTED = 'expected a duration such as 500ms, 30s, 5m, 1h or 90d';

/** A span of time, as text; milliseconds when read. */
export function duration(fallback: string) {
  return Duration.default(fallback).transform(milliseconds);
}

const Duration = z
  .string()
  .regex(DURATION, DURATION_EXPECTED)
  .refine((text) => milliseconds(text) !== 0, 'expected more than nothing');

function milliseconds(text: string): number {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
}

export const durations = (fallback: string[]) =>
  z
    .array(Duration)
    .min(1)
    .default(fallback)
    .transform((list) => list.map(milliseconds));

const SIZE_UNITS: Readonly<Record<string, number>> = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const SIZE = /^(\d{1,6})(KB|MB|GB)$/;

function bytes(text: string): number {
  const [, count, unit] = SIZE.exec(text) ?? [];
  return Number(count) * (SIZE_UNITS[unit ?? ''] ?? Number.NaN);
}

/** A size, as text; bytes when read. */
export function size(fallback: string) {
  return z
    .string()
    .regex(SIZE, 'expected a size such as 500KB, 20MB or 1GB')
    .refine((text) => bytes(text) !== 0, 'expected more than nothing')
    .default(fallback)
    .transform(bytes);
}

/** A day as this computer's time zone has it, as text; its first millisecond since 1970 when read. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2026-01-31')
  .transform((text, context) => {
    const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
    const start = new Date(year, month - 1, date);
    if (start.getMonth() === month - 1 && start.getDate() === date) return start.getTime();
    context.addIssue({ code: 'custom', message: 'there is no such day' });
    return z.NEVER;
  });

/** An id of iTero. */
export const iteroId = z.int('expected a whole number').positive('expected a positive number');
export const text = z.string().min(1, 'expected a text');
export const port = z.int().min(0).max(65_535);

/** Whether a host name or literal address leads to this computer. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host) || host === '::1' || host === '[::1]';
}

function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** An address on the net: https, or http to this computer; no credentials in it. */
export const address = z.string().superRefine((text, context) => {
  const url = parsed(text);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure) context.addIssue({ code: 'custom', message: 'expected an https address (http only to this computer)' });
  else if (url.username !== '' || url.password !== '')
    context.addIssue({ code: 'custom', message: 'an address with a password in it cannot be used' });
});

export const proxyAddress = z
  .string()
  .refine(
    (text) => /^https?:$/.test(parsed(text)?.protocol ?? ''),
    'expected the address of a proxy, http://… or https://…',
  );

const HOST_NAME = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)$/;

/** A host suffix of whole labels. */
export const hostSuffix = z
  .string()
  .regex(HOST_NAME, 'expected a host name such as itero.com, without scheme, port or *');

/** A host name or literal address alone. */
export const hostName = z
  .string()
  .regex(HOST_NAME, 'expected a host name such as chairside.practice.lan, without scheme, port or *');
