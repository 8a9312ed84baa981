import { ChairsideError, type ClinicId, type DirectoryEntry, type Practice } from '@chairside/core';
import type { ClinicScope } from '../composition/clinic-scope.js';
import type { House } from '../composition/house.js';
import { CLINIC } from '../composition/tokens.js';
import { levelOf, type CheckLine } from './check-line.js';
import { checkPatients } from './check-patients.js';
import { checkProcedures } from './check-procedures.js';
import { checkWebhook } from './check-webhook.js';

/** Tries everything of one clinic: its adapter, its pairing, and its mappings against what iTero knows. */
export async function checkClinic(house: House, id: ClinicId): Promise<readonly CheckLine[]> {
  const signal = AbortSignal.timeout(120_000);
  const scope = await house.openClinic(id, signal);
  const lines: CheckLine[] = [...(await scope.adapter.probe(signal))];
  lines.push(...scope.missing().map((text): CheckLine => ({ level: 'warning', subject: 'adapter', text })));
  lines.push(...checkProcedures(id, scope.policy.rx));
  const practice = await readPractice(scope, signal, lines);
  lines.push(...checkWebhook(house.config.webhook, await scope.pairings.get(id)));
  if (practice !== undefined)
    lines.push(
      ...checkIds(scope, practice),
      ...(await proposeDoctors(scope, practice, signal)),
      ...(await checkPatients(scope, signal)),
    );
  return lines.map((line) => ({ ...line, clinic: id }));
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
      text: `paired with ${practice.companyName} (${practice.companyId}), ${practice.doctors.length} doctors, ${practice.labs.length} labs`,
    });
    lines.push(...pairing.warnings.map((text): CheckLine => ({ level: 'warning', subject: 'pairing', text })));
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

/** Ids of the configuration that iTero does not know would fail with each RX. */
function checkIds({ policy }: ClinicScope, { doctors, labs }: Practice): readonly CheckLine[] {
  const doctorIds = new Set(doctors.map(({ id }) => id));
  const labIds = new Set(labs.map(({ id }) => id));
  const known = (list: readonly { readonly id: number; readonly name: string }[]): string =>
    `known are: ${list.map(({ id, name }) => `${id} ${name}`).join(', ')}`;
  const lines: CheckLine[] = [];
  const doctor = (subject: string, id: number | undefined): void => {
    if (id !== undefined && !doctorIds.has(id))
      lines.push({ level: 'problem', subject, text: `iTero knows no doctor ${id}`, advice: known(doctors) });
  };
  const lab = (subject: string, id: number | undefined): void => {
    if (id !== undefined && !labIds.has(id))
      lines.push({ level: 'problem', subject, text: `iTero knows no lab ${id}`, advice: known(labs) });
  };
  doctor('rx.defaults.doctorId', policy.rx.defaults.doctorId);
  lab('rx.defaults.labId', policy.rx.defaults.labId);
  for (const [provider, id] of Object.entries(policy.rx.doctors)) doctor(`rx.doctors.${provider}`, id);
  for (const [code, rule] of Object.entries(policy.rx.procedures)) {
    if (rule !== false) lab(`rx.procedures.${code}`, rule.labId);
  }
  const mapped = Object.keys(policy.rx.doctors).length;
  return lines.length > 0
    ? lines
    : [
        {
          level: 'ok',
          subject: 'mappings',
          text: `iTero knows all labs, and the doctors of ${mapped} providers`,
        },
      ];
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
