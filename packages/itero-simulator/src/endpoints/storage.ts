import { type Answer, failure } from '../http/answer.js';
import type { Call, Route } from '../http/router.js';
import { seededToken } from '../random.js';
import type { AssetType, ExportService } from '../scan/export-service.js';
import type { Cloud } from '../world/cloud.js';

/** Makes addresses at the storage host. */
export interface StorageLinks {
  /** The signed address of a path; starts the host where it does not listen yet. */
  sign(path: string): Promise<string>;
}

const LIFETIME_MS = 5 * 60_000;

/** The signature of a path until a time. */
export function storageSignature(seed: number, path: string, expires: string): string {
  return seededToken(seed, 'storage', path, expires);
}

/** The query of a signed address. */
export function signedQuery(cloud: Cloud, path: string): string {
  const expires = String(cloud.options.now() + LIFETIME_MS);
  return new URLSearchParams({
    'X-Expires': expires,
    'X-Signature': storageSignature(cloud.options.seed, path, expires),
  }).toString();
}

/**
 * The files at another origin, by signed addresses that end after five minutes. As object stores do, it refuses a request
 * that brings an Authorization header as well.
 */
export function storageRoutes(cloud: Cloud, exports: ExportService): readonly Route[] {
  const answer = async ({ exchange, params }: Call): Promise<Answer> => {
    const { orderId = '', asset = '', captureId } = params;
    const path = [orderId, asset, ...(captureId === undefined ? [] : [captureId])].join('/');
    const expires = exchange.query.get('X-Expires') ?? '';
    if (exchange.query.get('X-Signature') !== storageSignature(cloud.options.seed, path, expires))
      return failure(403, 'Wrong signature');
    if (Number(expires) <= cloud.options.now()) return failure(403, 'The address has expired');
    if (exchange.headers.authorization !== undefined) return failure(400, 'Only one way of authorization is allowed');
    const order = cloud.orders.get(Number(orderId));
    const capture = order?.captures.find(({ id }) => id === captureId);
    if (order === undefined) return failure(404, 'Not found');
    if (capture !== undefined) return { status: 200, download: await exports.capture(order, capture) };
    const download = await exports.asset(order, asset as AssetType);
    return download === undefined ? failure(404, 'Not found') : { status: 200, download };
  };
  return [
    { method: 'GET', path: ':orderId/:asset', token: 'none', answer },
    { method: 'GET', path: ':orderId/:asset/:captureId', token: 'none', answer },
  ];
}
