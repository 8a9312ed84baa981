import type { StagingLimits } from '@chairside/core/download';
import type { ClinicPolicy } from '@chairside/core/flow';
import type { VaultKind } from '../vault/open-vault.js';
import type { HouseSchema } from './schema.js';

/** One clinic, ready to be put to work. */
export interface ClinicConfig {
  readonly id: string;
  readonly adapter: {
    /** A built-in adapter, the name of an npm package, or a path. */
    readonly use: string;
    /** As the adapter's own schema read them. */
    readonly options: unknown;
  };
  readonly policy: ClinicPolicy;
  /** What a download may hold at most. */
  readonly limits: StagingLimits;
}

export interface HttpConfig {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
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
