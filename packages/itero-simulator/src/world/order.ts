/** Statuses of an order (iTero DPMS API, Scan Status). */
export type OrderStatus =
  | 'Completed'
  | 'iTero Modeling'
  | 'Lab Review'
  | 'Scanning'
  | 'iTero Milling'
  | 'Exporting to Doctor Site'
  | 'Align Production';

/** A prepared tooth. */
export interface Prep {
  readonly adaId: number;
  readonly unitTypeId: number;
  readonly unitTypeName: string;
}

/** What many orders may share, so that a hundred thousand of them stay small. */
export interface OrderFacts {
  readonly procedureMapId: number;
  readonly doctorId: number;
  readonly labId: number | null;
  readonly notes: string | null;
  readonly preps: readonly Prep[];
  readonly scanningSeconds: number;
  readonly triangles: { readonly upper: number; readonly lower: number };
}

/** A screen capture of an order. */
export interface Capture {
  readonly id: string;
  readonly createdAt: number;
}

/** A scan as the cloud keeps it. */
export interface Order {
  readonly id: number;
  readonly companyId: number;
  /** Null where the order knows no RX. */
  readonly rxId: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly chartNumber: string;
  readonly facts: OrderFacts;
  scannedAt: number;
  status: OrderStatus;
  /** 1 at first; one more each time the files change. */
  revision: number;
  /** Decides the files of the current revision together with the order's id. */
  contentSeed: string;
  captures: readonly Capture[];
  /** Requests for the IDE export of this revision so far. */
  ideRequests: number;
  /** When the export of this revision was made; undefined until then. */
  exportedAt?: number;
}
