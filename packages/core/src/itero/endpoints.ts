import type { AssetKind } from '../domain/order.js';
import type { HttpRequest } from './http-calls.js';

/** Which Discovery an endpoint's base comes from (iTero DPMS API, Dynamic Domain and Base URL). */
export const API_VERSIONS = ['v2', 'v3'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

/** One call of the API. */
export interface Endpoint {
  readonly version: ApiVersion;
  readonly method: HttpRequest['method'];
  /** Under the base, with `:name` for values; also its name in errors and logs. */
  readonly path: string;
  /** What a 404 says: something about the item that was asked for, or that the address itself is wrong. */
  readonly notFoundMeans: 'item' | 'address';
  /** Cannot be sent twice without harm, so it never goes over a kept connection. */
  readonly once?: boolean;
}

/** Spellings are the document's, `orders` and `order` included, but for a stray space before `/by-chart-number`. */
export const ENDPOINTS = {
  practice: { version: 'v2', method: 'GET', path: '/practice-configuration', notFoundMeans: 'address' },
  submit: { version: 'v2', method: 'POST', path: '/scan-request', notFoundMeans: 'address', once: true },
  withdraw: { version: 'v2', method: 'DELETE', path: '/scan-request/:rxId', notFoundMeans: 'item' },
  orders: { version: 'v2', method: 'GET', path: '/orders/practice', notFoundMeans: 'address' },
  orderByRx: { version: 'v2', method: 'GET', path: '/orders/:rxId', notFoundMeans: 'item' },
  asset: { version: 'v2', method: 'GET', path: '/order/:orderId/download/:assetType', notFoundMeans: 'item' },
  captures: { version: 'v2', method: 'GET', path: '/latest-files', notFoundMeans: 'address' },
  similarPatients: { version: 'v2', method: 'GET', path: '/patient/search', notFoundMeans: 'address' },
  searchPatients: { version: 'v3', method: 'GET', path: '/patients/search', notFoundMeans: 'item' },
  updatePatient: { version: 'v2', method: 'PATCH', path: '/patient/by-chart-number', notFoundMeans: 'item' },
  updatePatientById: { version: 'v2', method: 'PATCH', path: '/patients', notFoundMeans: 'item' },
} as const satisfies Record<string, Endpoint>;

/** iTero DPMS API, Download Scan, assetType. */
export const ASSET_TYPES: Readonly<Record<AssetKind, string>> = {
  export: 'IDE',
  gallery: 'IMAGE_GALLERY',
  captures: 'SCREEN_CAPTURE',
};

/** Puts a base and a path together, however many slashes either has. */
export function joinUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** An endpoint's address under a base. */
export function endpointUrl(
  base: string,
  endpoint: Endpoint,
  values: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string>> = {},
): URL {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const url = new URL(joinUrl(base, path));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
