import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SecretVault } from '@chairside/core/house';
import type { VaultKind } from '../vault/open-vault.js';
import type { OptionsQuestion, ReadOptions } from './adapter-options.js';
import type { AdapterConfig, AppConfig, ClinicConfig } from './app-config.js';
import { checkValues } from './check-values.js';
import { AdapterSection, clinicPolicy, ClinicSchema, stagingLimits } from './clinic-schema.js';
import { ConfigSource } from './config-source.js';
import { crossChecks } from './cross-checks.js';
import { fillPlaceholders, type FilledValues } from './placeholders.js';
import { folderFindings, type OwnFolder } from './own-folders.js';
import { pathText, type ConfigPath, type ConfigProblem, type Finding } from './problem.js';
import { HouseSchema } from './schema.js';
import { literalSecrets } from './secret-keys.js';
import { locationFindings, vaultLocation } from './vault-location.js';
import { valueAt } from './zod-findings.js';

/** What a configuration needs of its surroundings. */
export interface ConfigReaders {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called at most once, and only where a `${vault:NAME}` stands. */
  openVault(kind: VaultKind, dataDir: string): Promise<Pick<SecretVault, 'get'>>;
  /** What an adapter has to say of its options. Throws an Error whose message says why it cannot be asked. */
  adapterOptions(question: OptionsQuestion, how: AdapterRun): Promise<ReadOptions>;
}

/** How an adapter is to be loaded. */
export interface AdapterRun extends Pick<AdapterConfig, 'isolation' | 'memoryLimit' | 'startWithin'> {
  readonly dataDir: string;
}

export interface LoadedConfig {
  /** Undefined where a problem concerns more than single clinics; else with the clinics that have no problem. */
  readonly config: AppConfig | undefined;
  /** All of them, in the order of the file. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  /** Where it was read from; `saveLastGood` keeps it. Undefined where the file cannot be read. */
  readonly source: ConfigSource | undefined;
}

/** Reads and checks a configuration file. Never throws for what stands in it: every problem is listed at once. */
export async function loadConfig(file: string, readers: ConfigReaders): Promise<LoadedConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const message = `the configuration ${resolve(file)} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})`;
    return { config: undefined, problems: [{ path: '', message }], warnings: [], source: undefined };
  }
  return await parseConfig(new ConfigSource(file, text), readers);
}

/** The same for a text that was read already. */
export async function parseConfig(source: ConfigSource, readers: ConfigReaders): Promise<LoadedConfig> {
  const raw = source.values();
  const syntax = source.syntaxProblems();
  if (syntax.length > 0 || raw === undefined) {
    const problems = syntax.length > 0 ? syntax : [{ path: '', message: 'this is no YAML that can be used (aliases)' }];
    return { config: undefined, problems, warnings: [], source };
  }
  const filled = await fill(source, raw, readers);
  const house = checkValues(HouseSchema, filled.values, [], filled.filled);
  const { dataDir } = await vaultLocation(source, readers.env);
  const clinics = await Promise.all(
    rawClinics(filled.values).map((values, index) =>
      readClinic(values, index, { source, dataDir, readers, ...filled }),
    ),
  );

  const findings = distinct([
    ...locationFindings(raw),
    ...filled.findings,
    ...house.findings,
    ...clinics.flatMap((clinic) => clinic.findings),
    ...crossChecks(filled.values),
    ...folderFindings(
      clinics.flatMap((clinic) => clinic.folders),
      dataDir,
    ),
  ]);
  const problems = located(source, findings);
  const sound = clinics.flatMap(({ config }, index) =>
    config === undefined || problems.some(({ clinicIndex }) => clinicIndex === index) ? [] : [config],
  );
  const whole = house.data !== undefined && problems.every(({ clinicIndex }) => clinicIndex !== undefined);
  return {
    config: whole ? appConfig(source, house.data, sound) : undefined,
    problems,
    warnings: located(source, literalSecrets(raw)),
    source,
  };
}

/** Fills in the placeholders; the vault is opened when the first one asks for it. */
async function fill(source: ConfigSource, raw: unknown, readers: ConfigReaders): Promise<FilledValues> {
  const { env } = readers;
  const location = await vaultLocation(source, env);
  let vault: Promise<Pick<SecretVault, 'get'>> | undefined;
  const secret = async (name: string): Promise<string | undefined> => {
    vault ??= readers.openVault(location.vault, location.dataDir);
    return await (await vault).get(name);
  };
  return await fillPlaceholders(raw, { env, baseDir: source.baseDir, secret });
}

function rawClinics(values: unknown): readonly unknown[] {
  const clinics = valueAt(values, ['clinics']);
  return Array.isArray(clinics) ? clinics : [];
}

interface ReadClinic {
  /** Undefined where it has a fault. */
  readonly config: ClinicConfig | undefined;
  readonly folders: readonly OwnFolder[];
  readonly findings: readonly Finding[];
}

/** What the clinics of a file are read with. */
interface Reading {
  readonly source: ConfigSource;
  readonly dataDir: string;
  readonly readers: ConfigReaders;
  readonly filled: FilledValues['filled'];
}

async function readClinic(values: unknown, index: number, reading: Reading): Promise<ReadClinic> {
  const clinic = checkValues(ClinicSchema, values, ['clinics', index], reading.filled);
  const adapter = await readAdapter(valueAt(values, ['adapter']), index, reading);
  const findings = [...clinic.findings, ...adapter.findings];
  const { folders } = adapter;
  if (clinic.data === undefined || findings.length > 0) return { config: undefined, folders, findings };
  const { use, isolation, memoryLimit, startWithin } = clinic.data.adapter;
  // Where the adapter runs in a process of its own, its schema reads them there.
  const options = isolation === 'process' ? adapter.values : adapter.options;
  return {
    config: {
      id: clinic.data.id,
      adapter: { use, options, isolation, memoryLimit, startWithin },
      policy: clinicPolicy(clinic.data),
      limits: stagingLimits(clinic.data),
    },
    folders,
    findings,
  };
}

const NOTHING_READ: ReadOptions = { options: undefined, values: undefined, folders: [], findings: [] };

async function readAdapter(section: unknown, clinicIndex: number, reading: Reading): Promise<ReadOptions> {
  const { source, dataDir, readers, filled } = reading;
  const above: ConfigPath = ['clinics', clinicIndex, 'adapter'];
  // What is wrong with the section itself is a finding of the clinic.
  const own = checkValues(AdapterSection, section, above, filled);
  if (own.data === undefined) return NOTHING_READ;
  const { use, isolation, memoryLimit, startWithin, ...values } = own.data;
  const question = { use, values, above, filled, clinicIndex, baseDir: source.baseDir };
  try {
    return await readers.adapterOptions(question, { isolation, memoryLimit, startWithin, dataDir });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...NOTHING_READ, findings: [{ path: [...above, 'use'], message }] };
  }
}

/** One finding for a place: the first one says why, later ones only follow from it. Unknown keys stand alone anyway. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map([...findings].reverse().map((finding) => [pathText(finding.path), finding])).values()].reverse();
}

function located(source: ConfigSource, findings: readonly Finding[]): ConfigProblem[] {
  const problems = findings.map(({ path, message, nearest }) => source.locate(path, message, pathText(path), nearest));
  return problems.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

function appConfig(source: ConfigSource, house: HouseSchema, clinics: readonly ClinicConfig[]): AppConfig {
  const { dataDir, vault, http, webhook, network, itero } = house;
  const absolute = (path: string): string => resolve(source.baseDir, path);
  return {
    file: source.file,
    baseDir: source.baseDir,
    dataDir: absolute(dataDir),
    vault,
    http: http && { ...http, tls: http.tls && { cert: absolute(http.tls.cert), key: absolute(http.tls.key) } },
    webhook,
    network: { ...network, caFile: network.caFile === null ? null : absolute(network.caFile) },
    itero,
    clinics,
  };
}
