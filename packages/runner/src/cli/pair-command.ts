import { createInterface } from 'node:readline/promises';
import { ChairsideError, type ClinicId } from '@chairside/core';
import type { Command } from 'commander';
import { HOUSE } from '../composition/tokens.js';
import { CommandError, EXIT } from './command-error.js';
import { RedirectWait } from './await-redirect.js';
import { note, say } from './print.js';
import { withSession, type CommandOptions, type Session } from './session.js';
import { wholeNumber } from './whole-number.js';

interface PairOptions extends CommandOptions {
  readonly company?: number;
  readonly open: boolean;
  readonly paste?: boolean;
}

/** `pair CLINIC` and `unpair CLINIC`. */
export function pairCommands(program: Command): void {
  program
    .command('pair <clinic>')
    .description('pairs a clinic with its iTero account')
    .option('--company <id>', 'the account, without asking', wholeNumber)
    .option('--no-open', 'opens no browser')
    .option('--paste', 'reads the redirected address from stdin, where it does not lead to this computer')
    .action((clinic: string, options: PairOptions) =>
      withSession(options, (session) => pair(session, session.clinicId(clinic), options)),
    );
  program
    .command('unpair <clinic>')
    .description('ends the pairing and erases the tokens')
    .action((clinic: string, options: CommandOptions) =>
      withSession(options, async (session) => {
        await unpair(session, await pairedClinic(session, clinic));
      }),
    );
}

/** A clinic that left the configuration may still hold an account, which no other clinic could get. */
async function pairedClinic(session: Session, clinic: string): Promise<ClinicId> {
  const known = await session.house.container.get(HOUSE.pairings).list();
  return known.find((record) => record.clinic === clinic)?.clinic ?? session.clinicId(clinic);
}

async function unpair(session: Session, clinic: ClinicId): Promise<void> {
  const { failures } = await session.house.container.get(HOUSE.pairing).unpair(clinic, session.signal);
  await audit(session, clinic, 'unpaired');
  say(`${clinic} is no longer paired; its tokens are erased.`);
  if (failures.length > 0)
    throw new CommandError(
      EXIT.failed,
      'iTero could not be told, so the account may still show the pairing:',
      ...failures.map(({ code, message }) => `  ${code}: ${message}`),
    );
}

async function pair(session: Session, clinic: ClinicId, options: PairOptions): Promise<void> {
  const pairing = session.house.container.get(HOUSE.pairing);
  if (options.paste === true) {
    showAddress((await pairing.begin(clinic)).url);
    await pairing.takeRedirect(await pastedAddress(), session.signal);
  } else {
    await logIn(session, clinic, options.open);
  }
  const companies = await pairing.companies(clinic, session.signal);
  say('Accounts of this login:', ...companies.map(({ companyId, companyName }) => `  ${companyId}  ${companyName}`));
  const companyId = options.company ?? (await chooseCompany(companies));
  const webhook = await session.house.webhookAddress(clinic);
  const { companyName, warnings } = await pairing.pair(clinic, companyId, webhook, session.signal);
  await audit(session, clinic, 'paired', `with account ${companyId}`);
  for (const warning of warnings) note(`Warning of iTero: ${warning}`);
  say(`${clinic} is paired with ${companyName} (${companyId}).`);
}

function showAddress(url: string): void {
  say('Log in at iTero with this address:', '', `  ${url}`, '');
}

async function logIn(session: Session, clinic: ClinicId, openBrowser: boolean): Promise<void> {
  const redirect = await RedirectWait.open(session);
  try {
    const { url, state } = await session.house.container.get(HOUSE.pairing).begin(clinic);
    showAddress(url);
    // A browser that cannot be opened is no reason to stop: the address is on the screen.
    if (openBrowser) await import('open').then(({ default: open }) => open(url)).catch(() => undefined);
    await redirect.arrived(state);
  } finally {
    await redirect.close();
  }
}

async function pastedAddress(): Promise<string> {
  note('After the login, paste the address that the browser was sent to, and press Enter:');
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) {
      if (line.trim() !== '') return line.trim();
    }
  } finally {
    lines.close();
  }
  throw new CommandError(EXIT.usage, 'No address was pasted.');
}

async function chooseCompany(
  companies: readonly { readonly companyId: number; readonly companyName: string }[],
): Promise<number> {
  if (companies.length === 0) throw new ChairsideError('COMPANY_UNKNOWN', { detail: 'the login lists no account' });
  if (!process.stdin.isTTY) throw new CommandError(EXIT.usage, 'Say which account with --company ID.');
  const { select } = await import('@inquirer/prompts');
  return select({
    message: 'Which account?',
    choices: companies.map(({ companyId, companyName }) => ({
      name: `${companyName} (${companyId})`,
      value: companyId,
    })),
  });
}

async function audit(session: Session, clinic: ClinicId, action: string, detail?: string): Promise<void> {
  await session.house
    .clinicLedger(clinic)
    .commit({ audit: [{ at: session.clock.now(), actor: session.operator, action, subject: clinic, detail }] });
}
