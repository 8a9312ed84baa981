import { InvalidArgumentError, type Command } from 'commander';
import type { AuditHead, AuditRow } from '../ledger/audit-chain.js';
import { auditView } from '../views/audit-view.js';
import { isoTime } from '../views/iso-time.js';
import { CommandError, EXIT } from './command-error.js';
import { PartedTable, say, sayJson } from './print.js';
import { clinicCommand } from './rx-commands.js';
import { withSession, type ClinicOptions, type CommandOptions, type Session } from './session.js';

interface ListOptions extends ClinicOptions {
  readonly since?: number;
}

interface VerifyOptions extends CommandOptions {
  readonly head?: AuditHead;
}

/** As many rows are printed at once. */
const PART = 500;

function moment(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('A date such as 2026-01-31 or 2026-01-31T08:00:00Z is expected.');
  return at;
}

function notedHead(text: string): AuditHead {
  const [, id, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (id === undefined || hash === undefined)
    throw new InvalidArgumentError('A head as "audit verify" prints it is expected, such as 120:3f9a….');
  return { id: Number(id), hash };
}

/** `audit`: who did what. */
export function auditCommand(program: Command): void {
  const audit = clinicCommand(program, 'audit', 'lists who did what')
    .option('--since <date>', 'nothing earlier', moment)
    .action((options: ListOptions) => withSession(options, (session) => list(session, options)));
  audit
    .command('verify')
    .description('looks whether every entry is as it was written, and prints the head to be noted elsewhere')
    .option('--head <head>', 'a head that was noted earlier: the log must still contain it', notedHead)
    // --json stands among the options of the command above, which takes it wherever it is.
    .action((_own: object, command: Command) => {
      const options = command.optsWithGlobals<VerifyOptions>();
      return withSession(options, (session) => verify(session, options));
    });
}

function* asked(session: Session, { clinic, since = 0 }: ListOptions): Generator<AuditRow> {
  const only = clinic === undefined ? undefined : session.clinicId(clinic);
  for (const row of session.house.ledger.auditLog.rows()) {
    if (row.at >= since && (only === undefined || row.clinic === only)) yield row;
  }
}

async function list(session: Session, options: ListOptions): Promise<void> {
  if (options.json === true) {
    sayJson({ audit: [...asked(session, options)].map(auditView) });
    return;
  }
  const table = new PartedTable(['ENTRY', 'TIME', 'CLINIC', 'WHO', 'WHAT', 'OF', '']);
  let part: string[][] = [];
  for (const { id, clinic, at, actor, action, subject, detail } of asked(session, options)) {
    part.push([String(id), isoTime(at) ?? '', clinic, actor, action, subject, detail ?? '']);
    if (part.length === PART) {
      table.add(part);
      part = [];
    }
  }
  table.add(part);
}

async function verify(session: Session, { head: noted, json }: VerifyOptions): Promise<void> {
  const found = await session.house.ledger.auditLog.verify(noted);
  if (found.kind === 'broken') {
    if (json === true) sayJson({ audit: { whole: false, entry: found.entry, why: found.why } });
    throw new CommandError(EXIT.failed, `The audit log is not as it was written. ${found.why}`);
  }
  const head = `${found.head.id}:${found.head.hash}`;
  if (json === true) {
    sayJson({ audit: { whole: true, entries: found.head.id, head } });
    return;
  }
  say(
    `The audit log is as it was written: ${found.head.id} entries.`,
    'Note the head where whoever can write to this computer cannot, and check it later with --head:',
    head,
  );
}
