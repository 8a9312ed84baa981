import { ERROR_CODES } from '@chairside/core';
import type { ClinicLedger, PairingStore } from '@chairside/core/house';
import {
  CRASHES_CURSOR,
  NOTIFIED_CURSOR,
  TROUBLES_CURSOR,
  type AdapterCrashes,
  type Trouble,
} from '../loop/clinic-loop.js';
import { CONTACT_CURSOR } from '../loop/clinic-tasks.js';
import { needsPerson } from './attention.js';
import { isoTime } from './iso-time.js';
import { whatWaits } from './waiting.js';

export type ClinicStatus = Awaited<ReturnType<typeof clinicStatus>>;

/** A clinic at a glance: paired, counts by state, what needs a person. */
export async function clinicStatus(ledger: ClinicLedger, pairings: PairingStore) {
  const pairing = await pairings.get(ledger.clinic);
  return {
    id: ledger.clinic,
    paired: pairing?.status === 'paired',
    pairing: pairing?.status ?? 'unpaired',
    company: pairing === undefined ? null : { id: pairing.companyId, name: pairing.companyName },
    lastContact: (await ledger.cursor(CONTACT_CURSOR)) ?? null,
    lastNotification: (await ledger.cursor(NOTIFIED_CURSOR)) ?? null,
    rx: await ledger.rx.countByState(),
    scans: await ledger.scans.countByState(),
    patients: await ledger.patients.countByState(),
    needsPerson: await needsPerson(ledger),
    waiting: await whatWaits(ledger),
    adapter: crashesOf(await ledger.cursor(CRASHES_CURSOR)),
    troubles: troublesOf(await ledger.cursor(TROUBLES_CURSOR)),
    warnings: pairing?.warnings ?? [],
  };
}

/** How often the adapter's process ended by itself since the service began; null where it never did. */
function crashesOf(stored: string | undefined) {
  const { crashes, lastCrashAt = 0 } = stored === undefined ? { crashes: 0 } : (JSON.parse(stored) as AdapterCrashes);
  return crashes === 0 ? null : { crashes, lastCrash: isoTime(lastCrashAt) };
}

/** What keeps the service from its work, each once however many flows it keeps. */
function troublesOf(stored: string | undefined) {
  const troubles = stored === undefined ? [] : (JSON.parse(stored) as readonly Trouble[]);
  return [...new Set(troubles.map(({ code }) => code))].map((code) => {
    const those = troubles.filter((trouble) => trouble.code === code);
    return {
      code,
      flows: those.map(({ lane }) => lane),
      since: isoTime(Math.min(...those.map(({ since }) => since))),
      text: ERROR_CODES[code].text,
    };
  });
}
