import type { ClinicLedger, PendingStatus } from '@chairside/core/house';
import { OutboxDesk, type DeskAnswer } from '@chairside/core/flow';
import type { Command } from 'commander';
import { isoTime } from '../views/iso-time.js';
import { pendingStatusView } from '../views/item-views.js';
import { CommandError, EXIT } from './command-error.js';
import { say, sayJson, sayTable } from './print.js';
import { clinicCommand } from './rx-commands.js';
import { findClinic, withSession, type ClinicOptions, type Session } from './session.js';
import { wholeNumber } from './whole-number.js';

/** As many of a clinic are listed, those that are due first. */
const LIMIT = 1_000;

interface Listed {
  readonly clinic: string;
  readonly pending: PendingStatus;
}

/** `outbox …`: what the practice software is still to be told. */
export function outboxCommands(program: Command): void {
  const outbox = program.command('outbox').description('what the practice software is still to be told');
  clinicCommand(
    outbox,
    'list',
    'lists what could not be told yet, with the reason and the time of the next try',
  ).action((options: ClinicOptions) => withSession(options, (session) => list(session, options)));
  outboxCommand(outbox, 'retry', 'tells it again at once', (desk, id) => desk.retry(id));
  outboxCommand(outbox, 'dismiss', 'leaves it untold', (desk, id) => desk.dismiss(id));
}

function outboxCommand(
  parent: Command,
  name: string,
  description: string,
  wish: (desk: OutboxDesk, id: number) => Promise<DeskAnswer<PendingStatus>>,
): void {
  clinicCommand(parent, name, description)
    .argument('<number>', 'the number that outbox list shows', wholeNumber)
    .action((id: number, options: ClinicOptions) => withSession(options, (session) => act(session, id, options, wish)));
}

async function list(session: Session, options: ClinicOptions): Promise<void> {
  const found: Listed[] = [];
  for (const ledger of session.ledgers(options))
    found.push(...(await untold(ledger)).map((pending) => ({ clinic: ledger.clinic, pending })));
  if (options.json === true) {
    sayJson({ outbox: found.map(({ clinic, pending }) => pendingStatusView(clinic, pending)) });
    return;
  }
  if (found.length === 0) say('Everything has been told.');
  else sayTable(['CLINIC', 'NUMBER', 'ABOUT', 'STATE', 'NEXT TRY', 'PROBLEM'], found.map(row));
}

async function untold({ status }: ClinicLedger): Promise<readonly PendingStatus[]> {
  return [...(await status.held(LIMIT)), ...(await status.due(Number.MAX_SAFE_INTEGER, LIMIT))];
}

function row({ clinic, pending: { id, update, dueAt, problem } }: Listed): readonly string[] {
  const about = update.kind === 'rx' ? `RX ${update.key}` : `order ${update.order.orderId}`;
  return [clinic, String(id), about, update.state, isoTime(dueAt) ?? '', problem?.text ?? ''];
}

async function act(
  session: Session,
  id: number,
  options: ClinicOptions,
  wish: (desk: OutboxDesk, id: number) => Promise<DeskAnswer<PendingStatus>>,
): Promise<void> {
  const ledger = await findClinic(
    session,
    options,
    'status update',
    String(id),
    async (clinic) => (await clinic.status.get(id)) !== undefined,
  );
  const answer = await wish(new OutboxDesk(ledger, session.clock, session.operator), id);
  if (answer.kind === 'unknown') throw new CommandError(EXIT.usage, `There is no status update "${id}".`);
  if (answer.kind === 'refused') throw new CommandError(EXIT.failed, answer.why);
  const now = await ledger.status.get(id);
  if (options.json === true) sayJson({ outbox: now === undefined ? [] : [pendingStatusView(ledger.clinic, now)] });
  else say(now === undefined ? `The status update ${id} is left untold.` : `The status update ${id} is told again.`);
}
