import type { Scenario } from './faults/scenario.js';
import { sampleCompanies } from './world/companies.js';

/** How a simulated cloud is started; everything has a default. */
export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Decides all ids, tokens and contents; default 1. */
  readonly seed?: number;
  /** Sizes of the two meshes of each order; default: varied by order between 250,000 and 330,000. */
  readonly triangles?: { readonly upper: number; readonly lower: number };
  /** Size of the pictures in pixels; default 1920 by 1080. */
  readonly images?: { readonly width: number; readonly height: number };
  /** Whether the login page sends the user back at once (default), or shows a button for each sample account. */
  readonly autoApprove?: boolean;
  /** An RX is scanned by itself this long after it came; default: only when told. */
  readonly autoScan?: { readonly afterMs: number } | false;
  /** A scan for a lab goes to modelling and back with new files, one step each time this long has passed; default: never. */
  readonly autoAdvance?: { readonly afterMs: number } | false;
  readonly companies?: readonly { readonly id: number; readonly name: string }[];
  /** Faults and switches from the start. */
  readonly scenario?: Scenario;
  /** Made files are kept on disk up to this many bytes, those not in use; default 640 MiB. */
  readonly keptBytes?: number;
  /** Life of an access token in seconds; default 3600. */
  readonly tokenLifetime?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The cloud's clock, in milliseconds; default the computer's. */
  readonly now?: () => number;
}

/** Options with their defaults filled in; what the scenario says gives way to what the caller says. */
export interface ResolvedOptions extends Required<Omit<SimulatorOptions, 'triangles' | 'scenario'>> {
  readonly triangles: { readonly upper: number; readonly lower: number } | undefined;
}

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const { scenario } = options;
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    seed: options.seed ?? scenario?.seed ?? 1,
    triangles: options.triangles ?? scenario?.triangles,
    images: options.images ?? { width: 1920, height: 1080 },
    autoApprove: options.autoApprove ?? true,
    autoScan: options.autoScan ?? scenario?.autoScan ?? false,
    autoAdvance: options.autoAdvance ?? scenario?.autoAdvance ?? false,
    companies: options.companies ?? sampleCompanies,
    keptBytes: options.keptBytes ?? 640 * 1024 * 1024,
    tokenLifetime: options.tokenLifetime ?? scenario?.tokenLifetime ?? 3600,
    clientId: options.clientId ?? 'simulated-app',
    clientSecret: options.clientSecret ?? 'simulated-secret',
    now: options.now ?? Date.now,
  };
}
