import { userInfo } from 'node:os';
import { ClinicId, type Clock, type Logger } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';
import type { ClinicScope } from '../composition/clinic-scope.js';
import { House } from '../composition/house.js';
import { HOUSE } from '../composition/tokens.js';
import type { AppConfig } from '../config/app-config.js';
import { CommandError, EXIT } from './command-error.js';
import { readConfig } from './read-config.js';

/** What every command takes. */
export interface CommandOptions {
  readonly config?: string;
  readonly json?: boolean;
}

export interface ClinicOptions extends CommandOptions {
  readonly clinic?: string;
}

/** What a command works with: the house, open, beside a service that may be running. */
export class Session {
  readonly house: House;
  readonly #stop = new AbortController();

  constructor(house: House) {
    this.house = house;
  }

  get config(): AppConfig {
    return this.house.config;
  }
  get clock(): Clock {
    return this.house.container.get(HOUSE.clock);
  }
  get logger(): Logger {
    return this.house.container.get(HOUSE.logger);
  }
  get signal(): AbortSignal {
    return this.#stop.signal;
  }
  /** Whom the audit names: the account at the computer. */
  get operator(): string {
    return userInfo().username;
  }

  /** Cuts off what the command is waiting for. */
  stop(): void {
    this.#stop.abort();
  }

  /** The ledgers of the clinic that was asked for, or of all. */
  ledgers({ clinic }: ClinicOptions): readonly ClinicLedger[] {
    const ids = clinic === undefined ? this.config.clinics.map(({ id }) => id) : [this.clinicId(clinic)];
    return ids.map((id) => this.house.clinicLedger(ClinicId(id)));
  }

  /** A clinic of the configuration. */
  clinicId(id: string): ClinicId {
    const known = this.config.clinics.map((clinic) => clinic.id);
    if (!known.includes(id))
      throw new CommandError(
        EXIT.usage,
        `There is no clinic "${id}" in the configuration, or it has a fault; there is: ${known.join(', ')}.`,
      );
    return ClinicId(id);
  }

  /** A clinic with its adapter, for commands that ask the DPMS or iTero. */
  clinic(id: ClinicId): Promise<ClinicScope> {
    return this.house.openClinic(this.clinicId(id), this.signal);
  }
}

/** Runs a command with an open house, and closes it whatever happens. */
export async function withSession(options: CommandOptions, work: (session: Session) => Promise<void>): Promise<void> {
  const { config, clock, logger } = await readConfig(options);
  const house = await House.open(config, { clock, logger });
  const session = new Session(house);
  const onSignal = (): void => session.stop();
  process.once('SIGINT', onSignal);
  try {
    await work(session);
  } finally {
    process.off('SIGINT', onSignal);
    session.stop();
    await house.close();
  }
}

/** The one clinic that knows an item; keys are only unique within a clinic. */
export async function findClinic(
  session: Session,
  options: ClinicOptions,
  noun: string,
  key: string,
  knows: (ledger: ClinicLedger) => Promise<boolean>,
): Promise<ClinicLedger> {
  const found: ClinicLedger[] = [];
  for (const ledger of session.ledgers(options)) {
    if (await knows(ledger)) found.push(ledger);
  }
  const [only, ...others] = found;
  if (only === undefined) throw new CommandError(EXIT.usage, `There is no ${noun} "${key}".`);
  if (others.length > 0) {
    const clinics = found.map(({ clinic }) => clinic).join(', ');
    throw new CommandError(
      EXIT.usage,
      `Several clinics have the ${noun} "${key}" (${clinics}): say which with --clinic.`,
    );
  }
  return only;
}
