import type { Command } from 'commander';
import { isServiceAtWork } from '../lock/data-folder-lock.js';
import { clinicStatus, type ClinicStatus } from '../views/clinic-status.js';
import { ledgerStatus, type LedgerStatus } from '../views/ledger-status.js';
import { counted } from './counted.js';
import { say, sayJson } from './print.js';
import { clinicCommand } from './rx-commands.js';
import { withSession, type ClinicOptions, type Session } from './session.js';

/** What the kinds of items are called that go on by themselves. */
const NOUNS = { scan: 'scan', capture: 'screen capture', patient: 'patient', status: 'status update' } as const;

/** `status`: each clinic at a glance. */
export function statusCommand(program: Command): void {
  clinicCommand(program, 'status', 'shows each clinic: paired, counts by state, what needs a person').action(
    (options: ClinicOptions) => withSession(options, (session) => status(session, options)),
  );
}

async function status(session: Session, options: ClinicOptions): Promise<void> {
  const clinics = [];
  for (const ledger of session.ledgers(options))
    clinics.push(await clinicStatus(ledger, session.house.ledger.pairings));
  const ledger = await ledgerStatus(session.house.ledger, session.clock.now());
  const service = isServiceAtWork(session.config.dataDir) ? 'running' : 'stopped';
  if (options.json === true) {
    sayJson({ clinics: clinics.map((clinic) => ({ ...clinic, ledger, service })) });
    return;
  }
  for (const clinic of clinics) sayClinic(clinic, session.config.webhook !== false);
  say(service === 'running' ? 'service: at work' : 'service: not at work; start it, or run: chairside run');
  sayLedger(ledger);
}

function sayLedger({ lastCopy, trouble, restored }: LedgerStatus): void {
  say(`ledger: last daily copy: ${lastCopy ?? 'none yet'}`);
  if (trouble !== null) say(`  ! since ${trouble.since}: ${trouble.text}`);
  if (restored !== null) say(`  ! at ${restored.at}, from the copy of ${restored.copyOf}: ${restored.text}`);
}

function sayClinic(clinic: ClinicStatus, notified: boolean): void {
  const { id, paired, company, patients } = clinic;
  const whom = `${company?.name ?? 'an account'} (${company?.id ?? ''})`;
  say(`${id}: ${paired ? `paired with ${whom}` : `not paired; run: chairside pair ${id}`}`);
  say(`  last contact with iTero: ${clinic.lastContact ?? 'never'}`);
  if (notified) say(`  last notification from iTero: ${clinic.lastNotification ?? 'never'}`);
  say(`  RX: ${counts(clinic.rx)}`, `  scans: ${counts(clinic.scans)}`);
  if (Object.keys(patients).length > 0) say(`  patients: ${counts(patients)}`);
  if (clinic.adapter !== null)
    say(
      `  the process of the adapter ended by itself: ${counted(clinic.adapter.crashes, 'time')}, last ${clinic.adapter.lastCrash}`,
    );
  say(...clinic.troubles.map(({ since, text }) => `  ! since ${since}: ${text}`));
  for (const { kind, count, nextTryAt, text } of clinic.waiting)
    say(`  waits: ${kind === 'rx' ? `${count} RX` : counted(count, NOUNS[kind])}, next try at ${nextTryAt}: ${text}`);
  const asked = clinic.needsPerson.toSorted((one, other) => Number(other.urgent) - Number(one.urgent));
  say(
    ...asked.map(({ urgent, kind, key, state, text }) => `  ${urgent ? '!' : '-'} ${kind} ${key} (${state}): ${text}`),
  );
}

function counts(byState: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byState).map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
