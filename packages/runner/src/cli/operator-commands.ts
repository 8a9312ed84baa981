import { Option, type Command } from 'commander';
import { operatorName, passwordFault, ROLES, SHORTEST_PASSWORD, type Role } from '../access/operator.js';
import { Passwords } from '../access/passwords.js';
import { operatorView } from '../views/operator-view.js';
import { isoTime } from '../views/iso-time.js';
import { CommandError, EXIT } from './command-error.js';
import { say, sayJson, sayTable } from './print.js';
import { readSecret } from './read-secret.js';
import { withSession, type CommandOptions, type Session } from './session.js';

interface AddOptions extends CommandOptions {
  readonly role: Role;
}

/** `operator …`: who may sign in to the dashboard. */
export function operatorCommands(program: Command): void {
  const operator = program.command('operator').description('who may sign in to the dashboard');
  operator
    .command('add <name>')
    .description('adds somebody; asks for the password without echo, or reads it from stdin where that is no terminal')
    .addOption(new Option('--role <role>', 'a viewer sees, an operator also acts').choices(ROLES).default('operator'))
    .action((name: string, options: AddOptions) =>
      withSession(options, (session) => add(session, validName(name), options.role)),
    );
  operator
    .command('list')
    .description('lists them')
    .option('--json', 'prints JSON')
    .action((options: CommandOptions) => withSession(options, (session) => list(session, options)));
  operator
    .command('passwd <name>')
    .description('sets a new password and ends the sessions of the old one')
    .action((name: string, options: CommandOptions) =>
      withSession(options, (session) => setPassword(session, validName(name))),
    );
  operator
    .command('remove <name>')
    .description('removes somebody and ends their sessions')
    .action((name: string, options: CommandOptions) =>
      withSession(options, (session) => remove(session, validName(name))),
    );
}

function validName(typed: string): string {
  const name = operatorName(typed);
  if (name === undefined)
    throw new CommandError(
      EXIT.usage,
      'A name has up to 32 letters a to z, digits, dots, dashes and underscores, and is not "chairside".',
    );
  return name;
}

async function add(session: Session, name: string, role: Role): Promise<void> {
  const { operators } = session.house.ledger;
  const taken = new CommandError(EXIT.usage, `There is an operator ${name} already.`);
  if ((await operators.get(name)) !== undefined) throw taken;
  const password = await newPassword(name);
  if (!(await operators.add(name, role, password, entry(session, 'operator added', name, `as ${role}`)))) throw taken;
  say(`${name} may sign in as ${role}.`);
}

async function setPassword(session: Session, name: string): Promise<void> {
  const { operators } = session.house.ledger;
  if ((await operators.get(name)) === undefined) throw unknown(name);
  const password = await newPassword(name);
  if (!(await operators.setPassword(name, password, entry(session, 'operator password set', name))))
    throw unknown(name);
  say(`The password of ${name} is set; who was signed in by the old one no longer is.`);
}

async function remove(session: Session, name: string): Promise<void> {
  const removed = await session.house.ledger.operators.remove(name, entry(session, 'operator removed', name));
  if (!removed) throw unknown(name);
  say(`${name} may no longer sign in.`);
}

async function list(session: Session, { json }: CommandOptions): Promise<void> {
  const operators = await session.house.ledger.operators.list();
  if (json === true) sayJson({ operators: operators.map(operatorView) });
  else if (operators.length === 0) say('There is no operator yet. Add one with: chairside operator add NAME');
  else
    sayTable(
      ['NAME', 'ROLE', 'SINCE', 'PASSWORD SET'],
      operators.map(({ name, role, createdAt, passwordSetAt }) => [
        name,
        role,
        isoTime(createdAt) ?? '',
        isoTime(passwordSetAt) ?? '',
      ]),
    );
}

/** The hash of a password that was typed twice. */
async function newPassword(name: string): Promise<string> {
  const password = await readSecret(`Password of ${name}, at least ${SHORTEST_PASSWORD} characters:`);
  const fault = passwordFault(password, name);
  if (fault !== undefined) throw new CommandError(EXIT.usage, `${fault} Nothing was changed.`);
  if (process.stdin.isTTY && (await readSecret('The same again:')) !== password)
    throw new CommandError(EXIT.usage, 'The two differ. Nothing was changed.');
  return await new Passwords().hash(password);
}

function entry(session: Session, action: string, subject: string, detail?: string) {
  return { at: session.clock.now(), actor: session.operator, action, subject, detail };
}

function unknown(name: string): CommandError {
  return new CommandError(EXIT.usage, `There is no operator ${name}.`);
}
