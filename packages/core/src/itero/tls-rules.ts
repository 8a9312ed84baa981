/** Written out for each agent, so that neither the environment nor an option of Node's command line loosens it. */
export const TLS_RULES = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
