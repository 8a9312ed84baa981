import { z } from 'zod';
import { readOptions } from '../../dist/config/adapter-options.js';
import type { ConfigReaders } from '../../dist/config/load-config.js';

/** The sections that have no defaults. */
export const ITERO = `itero:
  clientId: my-app
  clientSecret: \${ITERO_CLIENT_SECRET}
  loginPage: https://login.example/authorize
  oauthBase: https://login.example/oauth
  baseUrl: https://api.example
  allowedHosts: [example]
`;

export const CLINICS = `clinics:
  - id: main-street
    adapter: { use: filesystem, inbox: ./inbox, charts: ./charts }
`;

const Options = z.strictObject({
  inbox: z.string(),
  charts: z.string(),
  horizonDays: z.number().default(3),
  database: z.strictObject({ host: z.string(), password: z.string() }).optional(),
});

export const SECRETS = new Map([['OD_PASSWORD', 'from-the-vault']]);

export const READERS: ConfigReaders = {
  env: { ITERO_CLIENT_SECRET: 'from-the-environment', PORT: '9000', DAYS: '7', EMPTY: '' },
  openVault: () => Promise.resolve({ get: (name) => Promise.resolve(SECRETS.get(name)) }),
  adapterOptions: async (question) => {
    if (question.use !== 'filesystem') throw new Error(`There is no adapter "${question.use}".`);
    return readOptions(Options, question);
  },
};
