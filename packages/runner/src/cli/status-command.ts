import type { ClinicLedger } from '@chairside/core';
import type { Command } from 'commander';
import { NOTIFIED_CURSOR } from '../loop/clinic-loop.js';
import { CONTACT_CURSOR } from '../loop/clinic-tasks.js';
import { needsPerson } from './attention.js';
import { say, sayJson } from './print.js';
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
    warnings: pairing?.warnings ?? [],
  };
}

function counts(byState: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byState).map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
