import { createHmac, randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { SecretVault } from '@chairside/core/house';
import { settingsOf, type Setting } from '../config/settings.js';
import type { House } from './house.js';
import { HOUSE } from './tokens.js';

/** The cursor of the house that holds, as JSON, a digest for each setting of the last start. */
const CURSOR = 'configuration';
/** In the vault: without it nobody finds a value, which may be a short password, by trying what gives its digest. */
const KEY = 'audit/configuration';
/** As many changed places are named. */
const MOST_PLACES = 40;

type Digests = Readonly<Record<string, string>>;

/**
 * Writes into the audit log which settings are not those of the last start: their places, never what stands there.
 * `values`: the configuration as it stands in the file.
 */
export async function auditConfiguration(house: House, values: unknown): Promise<void> {
  const ledger = house.ledger.house;
  const key = await keyOf(house.container.get(HOUSE.vault));
  const now = digests(settingsOf(values), key);
  const stored = await ledger.cursor(CURSOR);
  const before = stored === undefined ? undefined : (JSON.parse(stored) as Digests);
  const detail = before === undefined ? 'the first that is written down' : changedPlaces(before, now);
  if (detail === '') return;
  await ledger.commit({
    audit: [
      {
        at: house.container.get(HOUSE.clock).now(),
        actor: 'chairside',
        action: 'configuration changed',
        subject: basename(house.config.file),
        detail,
      },
    ],
    cursors: { [CURSOR]: JSON.stringify(now) },
  });
}

async function keyOf(vault: SecretVault): Promise<string> {
  const stored = await vault.get(KEY);
  if (stored !== undefined) return stored;
  const made = randomBytes(32).toString('base64url');
  await vault.set(KEY, made);
  return made;
}

function digests(settings: readonly Setting[], key: string): Digests {
  return Object.fromEntries(
    settings.map(({ path, value }) => [
      path,
      createHmac('sha256', key).update(`${path}\0${value}`).digest('base64url').slice(0, 22),
    ]),
  );
}

function changedPlaces(before: Digests, now: Digests): string {
  const places = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = places.filter((place) => before[place] !== now[place]);
  const more = changed.length - MOST_PLACES;
  return `${changed.slice(0, MOST_PLACES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
