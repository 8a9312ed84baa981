import type { StagingLimits } from '@chairside/core/download';
import type { ClinicPolicy } from '@chairside/core/flow';
import type { SessionLimits } from '../access/sessions.js';
import type { VaultKind } from '../vault/open-vault.js';
import type { HouseSchema } from './schema.js';

/** A clinic's adapter, and how it is run. */
export interface AdapterConfig {
  /** A built-in adapter, the name of an npm package, or a path. */
  readonly use: string;
  /** As the adapter's own schema read them; with `isolation: process` as they stand in the file, placeholders filled in. */
  readonly options: unknown;
  readonly isolation?: 'none' | 'process' | undefined;
  /** For a process of its own, megabytes. */
  readonly memoryLimit?: number | undefined;
  /** How long its `create` may take, milliseconds. */
  readonly startWithin?: number | undefined;
}

/** One clinic, ready to be put to work. */
export interface ClinicConfig {
  readonly id: string;
  readonly adapter: AdapterConfig;
  readonly policy: ClinicPolicy;
  /** What a download may hold at most. */
  readonly limits: StagingLimits;
}

export interface HttpConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Besides `host` and those of this computer. */
  readonly names: readonly string[];
  readonly session: SessionLimits;
  /** Absolute paths of PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

export interface WebhookConfig {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
}

/** A valid configuration: defaults filled in, secrets resolved, paths absolute, times in milliseconds. Holds secrets. */
export interface AppConfig {
  /** The configuration file. */
  readonly file: string;
  /** Its folder: what relative paths of adapters are relative to. */
  readonly baseDir: string;
  readonly dataDir: string;
  readonly vault: VaultKind;
  readonly http: HttpConfig | false;
  readonly webhook: WebhookConfig | false;
  readonly network: { readonly proxy: string | null; readonly caFile: string | null };
  readonly itero: HouseSchema['itero'];
  /** Those without a fault. */
  readonly clinics: readonly ClinicConfig[];
}
