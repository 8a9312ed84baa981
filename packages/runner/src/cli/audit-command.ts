import { InvalidArgumentError, type Command } from 'commander';
import { sayJson, sayTable } from './print.js';
import { clinicCommand } from './rx-commands.js';
import { withSession, type ClinicOptions } from './session.js';
import { isoTime } from '../views/iso-time.js';

function moment(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('A date such as 2026-01-31 or 2026-01-31T08:00:00Z is expected.');
  return at;
}

/** `audit`: who did what. */
export function auditCommand(program: Command): void {
  clinicCommand(program, 'audit', 'lists who did what')
    .option('--since <date>', 'nothing earlier', moment)
    .action((options: ClinicOptions & { readonly since?: number }) =>
      withSession(options, async (session) => {
        const entries = [];
        for (const ledger of session.ledgers(options)) {
          for (const entry of await ledger.audit(options.since ?? 0)) entries.push({ clinic: ledger.clinic, ...entry });
        }
        entries.sort((one, other) => one.at - other.at);
        if (options.json === true) {
          sayJson({
            audit: entries.map((entry) => ({ ...entry, at: isoTime(entry.at), detail: entry.detail ?? null })),
          });
          return;
        }
        sayTable(
          ['TIME', 'CLINIC', 'WHO', 'WHAT', 'OF', ''],
          entries.map(({ at, clinic, actor, action, subject, detail }) => [
            isoTime(at) ?? '',
            clinic,
            actor,
            action,
            subject,
            detail ?? '',
          ]),
        );
      }),
    );
}
