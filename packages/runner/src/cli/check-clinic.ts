import { ChairsideError, type ClinicId, type DirectoryEntry } from '@chairside/core';
import type { Practice } from '@chairside/core/house';
import type { ClinicPolicy } from '@chairside/core/flow';
import type { ClinicScope } from '../composition/clinic-scope.js';
import type { House } from '../composition/house.js';
import { CLINIC } from '../composition/tokens.js';
import { levelOf, type CheckLine } from './check-line.js';
import { checkIds } from './check-ids.js';
import { checkPatients } from './check-patients.js';
import { checkProcedures } from './check-procedures.js';
import { checkWebhook } from './check-webhook.js';
import { counted } from './counted.js';

/** Tries everything of one clinic: its adapter, its pairing, and its mappings against what iTero knows. */
export async function checkClinic(house: House, id: ClinicId): Promise<readonly CheckLine[]> {
  const signal = AbortSignal.timeout(120_000);
  const scope = await house.openClinic(id, signal);
  const lines: CheckLine[] = [...(await scope.adapter.probe(signal))];
  lines.push(...scope.missing().map((text): CheckLine => ({ level: 'warning', subject: 'adapter', text })));
  lines.push(...checkProcedures(id, scope.policy.rx), ...checkLicense(scope.policy.rx));
  const practice = await readPractice(scope, signal, lines);
  lines.push(...checkWebhook(house.config.webhook, await scope.pairings.get(id)));
  if (practice !== undefined)
    lines.push(
      ...checkIds(scope.policy.rx, practice),
      ...(await proposeDoctors(scope, practice, signal)),
      ...(await checkPatients(scope, signal)),
    );
  return lines.map((line) => ({ ...line, clinic: id }));
}

function checkLicense({ sendLicenseNumber }: ClinicPolicy['rx']): readonly CheckLine[] {
  if (!sendLicenseNumber) return [];
  return [
    {
      level: 'warning',
      subject: 'rx.sendLicenseNumber',
      text: 'the license number in each RX replaces the one that iTero has of the doctor',
      advice: 'leave it out unless the numbers in the DPMS are the right ones for iTero',
    },
  ];
}

async function readPractice(
  scope: ClinicScope,
  signal: AbortSignal,
  lines: CheckLine[],
): Promise<Practice | undefined> {
  const pairing = await scope.pairings.get(scope.id);
  if (pairing?.status !== 'paired') {
    lines.push({
      level: 'problem',
      subject: 'pairing',
      text: pairing?.status === 'ended' ? 'iTero ended the pairing' : 'not paired',
      advice: `run: chairside pair ${scope.id}`,
      notPaired: true,
    });
    return undefined;
  }
  try {
    const practice = await scope.container.get(CLINIC.service).practice(signal);
    lines.push({
      level: 'ok',
      subject: 'pairing',
      text: `paired with ${practice.companyName} (${practice.companyId}), ${counted(practice.doctors.length, 'doctor')}, ${counted(practice.labs.length, 'lab')}`,
    });
    const day = new Date(pairing.pairedAt).toISOString().slice(0, 10);
    lines.push(
      ...pairing.warnings.map((text): CheckLine => ({
        level: 'warning',
        subject: 'pairing',
        text: `when this clinic was paired on ${day}, iTero said: ${text}`,
      })),
    );
    return practice;
  } catch (thrown) {
    const error = ChairsideError.from(thrown);
    lines.push({
      level: levelOf(error.code),
      subject: 'pairing',
      text: error.message,
      notPaired: error.class === 'auth',
    });
    return undefined;
  }
}

/** For providers of the DPMS without a doctor: who of iTero's doctors has the same name. */
async function proposeDoctors(
  scope: ClinicScope,
  { doctors }: Practice,
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  const { directory } = scope.adapter;
  if (directory === undefined) return [];
  let providers: readonly DirectoryEntry[];
  try {
    providers = await directory.providers(signal);
  } catch (thrown) {
    // Why, and how bad that is, the adapter's own findings say.
    const { code } = ChairsideError.from(thrown);
    return [{ level: 'warning', subject: 'providers', text: `cannot be read now, so no doctor is proposed (${code})` }];
  }
  const unmapped = providers.filter(
    ({ key, otherKeys = [] }) => ![key, ...otherKeys].some((each) => Object.hasOwn(scope.policy.rx.doctors, each)),
  );
  return unmapped.map((provider): CheckLine => {
    const same = doctors.filter(({ name }) => words(name) === words(provider.name));
    const advice =
      same.length === 1 ? `add to rx.doctors: "${provider.key}": ${same[0]?.id}` : 'add the provider to rx.doctors';
    return { level: 'warning', subject: `provider ${label(provider)}`, text: 'has no iTero doctor', advice };
  });
}

function label({ key, name }: DirectoryEntry): string {
  return `${key} (${name})`;
}

/** A name as its words in any order, without titles and punctuation. */
function words(name: string): string {
  const parts = name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return parts
    .filter((part) => part !== '' && !['dr', 'dds', 'dmd', 'prof'].includes(part))
    .toSorted()
    .join(' ');
}
