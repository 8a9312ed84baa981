import type { Finding } from '@chairside/core';
import { isLoopback } from '../loopback.js';
import type { DatabaseAddress } from './database.js';

/** A warning where patients' data and the account's password go over a network that may be listened to. */
export function openWay({ host, tls }: Pick<DatabaseAddress, 'host' | 'tls'>): readonly Finding[] {
  if (tls !== false || isLoopback(host)) return [];
  return [
    {
      level: 'warning',
      subject: 'database',
      text: `the way to ${host} is not encrypted: whoever listens in the network reads patients' data`,
      advice: 'set database.tls to true, or to the certificate of the server’s authority; docs/open-dental.md says how',
    },
  ];
}
