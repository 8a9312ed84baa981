import type { PracticeReader } from '../database/open-dental.js';

const PROVIDERS = `
  SELECT ProvNum, Abbr, LName, FName, IsHidden, ProvStatus, IsNotPerson, StateLicense FROM provider ORDER BY ProvNum`;
const LICENSES = 'SELECT ProvNum, StateLicense FROM providerclinic WHERE ClinicNum = 0';

/** provider.ProvStatus */
const ACTIVE = 0;

interface ProviderRow {
  readonly ProvNum: number | string;
  readonly Abbr: string | null;
  readonly LName: string | null;
  readonly FName: string | null;
  readonly IsHidden: number;
  readonly ProvStatus: number;
  readonly IsNotPerson: number;
  readonly StateLicense: string | null;
}

/** A provider of the practice. */
export interface Provider {
  /** provider.ProvNum */
  readonly number: string;
  readonly name: string;
  /** What `rx.doctors` may call this provider: the abbreviation, unless it could be somebody else's, and the number. */
  readonly keys: readonly [string, ...string[]];
  readonly licenseNumber: string | undefined;
  /** Works here and is a person. */
  readonly listed: boolean;
}

/** All providers, those of the past too, by number. */
export async function readProviders(reader: PracticeReader): Promise<ReadonlyMap<string, Provider>> {
  const rows = await reader.rows<ProviderRow>(PROVIDERS);
  const licenses = await readLicenses(reader);
  return new Map(
    rows.map((row) => {
      const number = String(row.ProvNum);
      return [
        number,
        {
          number,
          name: [row.FName, row.LName]
            .map((part) => part?.trim() ?? '')
            .join(' ')
            .trim(),
          keys: keysOf(row, rows),
          licenseNumber: licenses.get(number) ?? textOf(row.StateLicense),
          listed: isListed(row),
        },
      ];
    }),
  );
}

/** License numbers for all clinics; before they moved there they stood with the provider. */
async function readLicenses(reader: PracticeReader): Promise<ReadonlyMap<string, string>> {
  if (!reader.schema.has('providerclinic', 'StateLicense')) return new Map();
  const rows = await reader.rows<Pick<ProviderRow, 'ProvNum' | 'StateLicense'>>(LICENSES);
  return new Map(
    rows.flatMap(({ ProvNum, StateLicense }) => {
      const license = textOf(StateLicense);
      return license === undefined ? [] : [[String(ProvNum), license] as const];
    }),
  );
}

function textOf(text: string | null): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}

function isListed({ IsHidden, ProvStatus, IsNotPerson }: ProviderRow): boolean {
  return IsHidden === 0 && ProvStatus === ACTIVE && IsNotPerson === 0;
}

/** Nobody keeps the practice from giving an abbreviation twice, or one that is somebody's number: then only the number counts. */
function keysOf(row: ProviderRow, all: readonly ProviderRow[]): readonly [string, ...string[]] {
  const number = String(row.ProvNum);
  const abbreviation = textOf(row.Abbr);
  if (abbreviation === undefined || abbreviation === number) return [number];
  const others = all.filter((other) => other !== row);
  const taken = others.some(
    (other) => String(other.ProvNum) === abbreviation || (textOf(other.Abbr) === abbreviation && !yields(other, row)),
  );
  return taken ? [number] : [abbreviation, number];
}

/** Whether one provider's abbreviation is another one's now: one of the past leaves it to one who works here. */
function yields(one: ProviderRow, other: ProviderRow): boolean {
  return !isListed(one) && isListed(other);
}
