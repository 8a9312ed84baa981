import { z } from 'zod';
import { isLoopback } from './fields.js';
import type { Finding } from './problem.js';

/** What is compared, read without complaint: the schema has said what is wrong with each value by itself. */
const url = z.string().optional().catch(undefined);
const Compared = z.object({
  http: z
    .object({ host: z.string().default('127.0.0.1'), port: z.number().default(8478), tls: z.unknown().optional() })
    .optional()
    .catch(undefined),
  webhook: z
    .object({ host: z.string().default('127.0.0.1'), port: z.number() })
    .optional()
    .catch(undefined),
  itero: z
    .object({
      oauthBase: url,
      baseUrl: url,
      discovery: z.object({ v2: url, v3: url }).optional().catch(undefined),
      allowedHosts: z.array(z.string()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  clinics: z.array(z.object({ id: z.string().optional().catch(undefined) }).catch({})).catch([]),
});
type Compared = z.output<typeof Compared>;

function listeners({ http, webhook }: Compared): Finding[] {
  const findings: Finding[] = [];
  if (http !== undefined && !isLoopback(http.host) && http.tls === undefined) {
    findings.push({
      path: ['http', 'host'],
      message: 'a host other than this computer needs http.tls with cert and key',
    });
  }
  if (http !== undefined && webhook !== undefined && http.port !== 0 && http.port === webhook.port) {
    findings.push({
      path: ['webhook', 'port'],
      message: 'the webhook needs a port of its own, this is the one of http',
    });
  }
  return findings;
}

function tokenHosts({ itero }: Compared): Finding[] {
  const suffixes = itero?.allowedHosts?.map((host) => host.toLowerCase());
  if (itero === undefined || suffixes === undefined) return [];
  const places: [string[], string | undefined][] = [
    [['oauthBase'], itero.oauthBase],
    [['baseUrl'], itero.baseUrl],
    [['discovery', 'v2'], itero.discovery?.v2],
    [['discovery', 'v3'], itero.discovery?.v3],
  ];
  return places
    .filter(([, text]) => {
      if (text === undefined || !URL.canParse(text)) return false;
      const { hostname } = new URL(text);
      return !suffixes.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`));
    })
    .map(([path]) => ({
      path: ['itero', ...path],
      message: 'the host of this address is not in itero.allowedHosts, so no token may go there',
    }));
}

function clinicIds({ clinics }: Compared): Finding[] {
  const ids = clinics.map(({ id }) => id);
  return ids.flatMap((id, index) => {
    const shared = id !== undefined && ids.some((other, at) => at !== index && other === id);
    return shared ? [{ path: ['clinics', index, 'id'], message: 'another clinic has the same id' }] : [];
  });
}

/** What is wrong between values that may each be right. */
export function crossChecks(values: unknown): Finding[] {
  const compared = Compared.safeParse(values);
  if (!compared.success) return [];
  return [...listeners(compared.data), ...tokenHosts(compared.data), ...clinicIds(compared.data)];
}
