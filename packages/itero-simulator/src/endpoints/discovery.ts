import type { Answer } from '../http/answer.js';
import type { Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';

/** Where the API of each version stands, below the origin. */
export const apiPaths = { v2: 'us/third-party/v2', v3: 'us/third-party/v3' } as const;

/** Discovery: the address of the regional API, in one of the shapes in which it may come. */
export function discoveryRoutes(cloud: Cloud, origin: () => string): readonly Route[] {
  const answer = (version: keyof typeof apiPaths): Answer => {
    const place = { Domain: origin(), Path: apiPaths[version] };
    switch (cloud.switches.discoveryShape) {
      case 'data':
        return { status: 200, json: { value: { Data: place, Status: 1 } } };
      case 'bare':
        return { status: 200, json: { value: place } };
      case 'lower-case':
        return {
          status: 200,
          json: { value: { data: { domain: place.Domain, path: place.Path }, status: 1 }, keys: 'fixed' },
        };
      case 'slashes':
        return {
          status: 200,
          json: { value: { Data: { Domain: `${place.Domain}/`, Path: `/${place.Path}/` }, Status: 1 } },
        };
      case 'list': {
        const list = Object.entries(apiPaths).map(([name, path]) => ({ Version: name, Domain: origin(), Path: path }));
        return { status: 200, json: { value: { Data: list, Status: 1 } } };
      }
    }
  };
  return [
    { method: 'GET', path: 'v2', token: 'either', answer: () => answer('v2') },
    { method: 'GET', path: 'v3', token: 'either', answer: () => answer('v3') },
  ];
}
