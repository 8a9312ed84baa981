import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SecretVault } from '@chairside/core/house';
import type { z } from 'zod';
import type { VaultKind } from '../vault/open-vault.js';
import type { AppConfig, ClinicConfig } from './app-config.js';
import { checkValues } from './check-values.js';
import { clinicPolicy, ClinicSchema, stagingLimits } from './clinic-schema.js';
import { ConfigSource } from './config-source.js';
import { crossChecks } from './cross-checks.js';
import { fillPlaceholders, type FilledValues } from './placeholders.js';
import { folderFindings, ownFolders, type OwnFolder } from './own-folders.js';
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
  /** The schema of the options of an adapter. Throws an Error whose message says why there is none. */
  adapterOptions(use: string, baseDir: string): Promise<z.ZodType>;
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
  const clinics = await Promise.all(
    rawClinics(filled.values).map((values, index) => readClinic(values, index, source, filled.filled, readers)),
  );

  const { dataDir } = await vaultLocation(source, readers.env);
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

async function readClinic(
  values: unknown,
  index: number,
  source: ConfigSource,
  filled: FilledValues['filled'],
  readers: ConfigReaders,
): Promise<ReadClinic> {
  const above: ConfigPath = ['clinics', index];
  const clinic = checkValues(ClinicSchema, values, above, filled);
  const adapter = await readAdapter(valueAt(values, ['adapter']), index, source, filled, readers);
  const findings = [...clinic.findings, ...adapter.findings];
  const { folders } = adapter;
  if (clinic.data === undefined || findings.length > 0) return { config: undefined, folders, findings };
  const { use } = clinic.data.adapter;
  return {
    config: {
      id: clinic.data.id,
      adapter: { use, options: adapter.options },
      policy: clinicPolicy(clinic.data),
      limits: stagingLimits(clinic.data),
    },
    folders,
    findings,
  };
}

async function readAdapter(
  values: unknown,
  index: number,
  source: ConfigSource,
  filled: FilledValues['filled'],
  readers: ConfigReaders,
): Promise<Omit<ReadClinic, 'config'> & { readonly options: unknown }> {
  const above: ConfigPath = ['clinics', index, 'adapter'];
  const use = valueAt(values, ['use']);
  if (typeof use !== 'string' || use === '') return { options: undefined, folders: [], findings: [] };
  const { use: _name, ...options } = values as Readonly<Record<string, unknown>>;
  try {
    const schema = await readers.adapterOptions(use, source.baseDir);
    const checked = checkValues(schema, options, above, filled);
    const folders = ownFolders(schema, options, above, index, source.baseDir);
    return { options: checked.data, folders, findings: checked.findings };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { options: undefined, folders: [], findings: [{ path: [...above, 'use'], message }] };
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
