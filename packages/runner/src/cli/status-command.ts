import { ERROR_CODES, type ClinicLedger } from '@chairside/core';
import type { Command } from 'commander';
import { NOTIFIED_CURSOR, TROUBLES_CURSOR, type Trouble } from '../loop/clinic-loop.js';
import { CONTACT_CURSOR } from '../loop/clinic-tasks.js';
import { needsPerson } from './attention.js';
import { isoTime, say, sayJson } from './print.js';
import { clinicCommand } from './rx-commands.js';
import { withSession, type ClinicOptions, type Session } from './session.js';

/** `status`: each clinic at a glance. */
export function statusCommand(program: Command): void {
  clinicCommand(program, 'status', 'shows each clinic: paired, counts by state, what needs a person').action(
    (options: ClinicOptions) => withSession(options, (session) => status(session, options)),
  );
}

async function status(session: Session, options: ClinicOptions): Promise<void> {
  const clinics = [];
  for (const ledger of session.ledgers(options)) clinics.push(await clinicStatus(session, ledger));
  if (options.json === true) {
    sayJson({ clinics });
    return;
  }
  for (const clinic of clinics) sayClinic(clinic, session.config.webhook !== false);
}

function sayClinic(clinic: ClinicStatus, notified: boolean): void {
  const { id, paired, company, patients } = clinic;
  const whom = `${company?.name ?? 'an account'} (${company?.id ?? ''})`;
  say(`${id}: ${paired ? `paired with ${whom}` : `not paired; run: chairside pair ${id}`}`);
  say(`  last contact with iTero: ${clinic.lastContact ?? 'never'}`);
  if (notified) say(`  last notification from iTero: ${clinic.lastNotification ?? 'never'}`);
  say(`  RX: ${counts(clinic.rx)}`, `  scans: ${counts(clinic.scans)}`);
  if (Object.keys(patients).length > 0) say(`  patients: ${counts(patients)}`);
  say(...clinic.troubles.map(({ since, text }) => `  ! since ${since}: ${text}`));
  say(...clinic.needsPerson.map(({ kind, key, state, text }) => `  ! ${kind} ${key} (${state}): ${text}`));
}

type ClinicStatus = Awaited<ReturnType<typeof clinicStatus>>;

async function clinicStatus(session: Session, ledger: ClinicLedger) {
  const pairing = await session.house.ledger.pairings.get(ledger.clinic);
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
    troubles: troublesOf(await ledger.cursor(TROUBLES_CURSOR)),
    warnings: pairing?.warnings ?? [],
  };
}

function counts(byState: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byState).map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
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
