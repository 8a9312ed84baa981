import { z } from 'zod';
import type { Receipt } from '../domain/scan.js';
import type { ScanDelivery } from '../ports/scan-sink.js';
import type { AdapterPorts } from './adapter.js';
import * as answers from './port-answers.js';

type PortName = Exclude<keyof AdapterPorts, 'probe' | 'close'>;

/** One method that an adapter may offer. */
export interface PortCall {
  /** Undefined for what stands on the adapter itself. */
  readonly port: PortName | undefined;
  readonly method: string;
  /** Whether whoever offers the port must have it. */
  readonly needed: boolean;
  readonly answer: z.ZodType;
  /** How long it may take, milliseconds. Generous: it is there for what hangs, not for what is slow. */
  within(args: readonly unknown[]): number;
}

const MINUTE = 60_000;
/** So many bytes of a scan may take a millisecond: a slow share, seen over a slow line. */
const BYTES_PER_MS = 160;

const minutes = (count: number) => (): number => count * MINUTE;

function bytesOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Ten minutes, and as long again as it takes to copy and read back the files. */
function forDelivery([delivery]: readonly unknown[]): number {
  const { files, archives } = delivery as ScanDelivery;
  return 10 * MINUTE + (2 * (bytesOf(files) + bytesOf(archives))) / BYTES_PER_MS;
}

function forReceipt([receipt]: readonly unknown[]): number {
  return 10 * MINUTE + bytesOf((receipt as Receipt).files) / BYTES_PER_MS;
}

function needed(port: PortName | undefined, method: string, answer: z.ZodType, within: PortCall['within']): PortCall {
  return { port, method, needed: true, answer, within };
}

function optional(port: PortName, method: string, answer: z.ZodType, within: PortCall['within']): PortCall {
  return { port, method, needed: false, answer, within };
}

/** Every call that goes to an adapter, but for `close`. */
export const PORT_CALLS: readonly PortCall[] = [
  needed('rxTrigger', 'read', answers.RxReading, minutes(10)),
  optional('rxTrigger', 'acknowledge', answers.Nothing, minutes(10)),
  optional('rxTrigger', 'confirm', answers.Confirmations, minutes(10)),
  optional('rxTrigger', 'sayAgain', answers.Nothing, minutes(10)),
  needed('patients', 'byRef', answers.MaybePatient, minutes(2)),
  needed('patients', 'search', answers.PatientSearch, minutes(2)),
  optional('patients', 'changed', answers.ChangedPatients, minutes(10)),
  needed('sink', 'deliver', answers.Receipt, forDelivery),
  needed('sink', 'holds', answers.Holding, forReceipt),
  optional('sink', 'settle', answers.Receipt, forReceipt),
  optional('sink', 'withdraw', answers.LeftFiles, forReceipt),
  needed('status', 'tell', answers.Nothing, minutes(2)),
  needed('directory', 'providers', answers.DirectoryEntries, minutes(2)),
  needed('directory', 'procedures', answers.DirectoryEntries, minutes(2)),
  needed(undefined, 'probe', answers.Findings, minutes(2)),
];

/** Such as `sink.deliver`, or `probe`. */
export function callName({ port, method }: Pick<PortCall, 'port' | 'method'>): string {
  return port === undefined ? method : `${port}.${method}`;
}

/** The method of an adapter that a call goes to, bound to its port; undefined where it is not offered. */
export function offered(ports: AdapterPorts, { port, method }: PortCall): PortMethod | undefined {
  const owner: unknown = port === undefined ? ports : ports[port];
  const found =
    typeof owner !== 'object' || owner === null ? undefined : (owner as Readonly<Record<string, unknown>>)[method];
  return typeof found === 'function' ? (found.bind(owner) as PortMethod) : undefined;
}

/** What is missing in what an adapter calls its ports, as the name of the first such call; undefined where all is there. */
export function missingCall(ports: unknown): string | undefined {
  if (typeof ports !== 'object' || ports === null) return 'probe';
  const offers = ports as AdapterPorts;
  const missing = PORT_CALLS.find(
    (call) =>
      call.needed && (call.port === undefined || isThere(offers[call.port])) && offered(offers, call) === undefined,
  );
  if (missing !== undefined) return callName(missing);
  return typeof offers.close === 'function' ? undefined : 'close';
}

function isThere(port: unknown): boolean {
  return port !== undefined && port !== null;
}

/** A method of a port, its signal being the last argument. */
export type PortMethod = (...args: readonly unknown[]) => unknown;

/** Ports whose methods all go one way; a port without any is left out. */
export function portsOf(
  methodFor: (call: PortCall) => PortMethod | undefined,
  close: () => Promise<void>,
): AdapterPorts {
  const ports: Record<string, unknown> = { close };
  for (const each of PORT_CALLS) {
    const method = methodFor(each);
    if (method === undefined) continue;
    if (each.port === undefined) ports[each.method] = method;
    else ports[each.port] = { ...(ports[each.port] as object | undefined), [each.method]: method };
  }
  return ports as unknown as AdapterPorts;
}

/**
 * The answer to a call, only with what its type knows; or what is `wrong` with it, as the place and what is expected there,
 * never what stands there.
 */
export function answerOf(
  { answer }: PortCall,
  value: unknown,
): { readonly value?: unknown; readonly wrong?: string | undefined } {
  const result = answer.safeParse(value);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  const place = value instanceof Map ? 'an entry' : placeOf(issue?.path ?? []);
  return { wrong: issue?.code === 'invalid_type' ? `${place}, expected ${issue.expected}` : place };
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the answer itself' : z.core.toDotPath(path);
}
