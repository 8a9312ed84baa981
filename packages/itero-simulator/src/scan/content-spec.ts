/** What decides the heavy files of one revision of an order: the two meshes and the six pictures. */
export interface ScanSpec {
  readonly kind: 'scan';
  readonly seed: string;
  readonly triangles: { readonly upper: number; readonly lower: number };
  readonly images: { readonly width: number; readonly height: number };
  readonly meshFormat: 'stl' | 'ply';
  /** Tooth positions (0 to 13) ground down for a crown, in the upper arch. */
  readonly prepared: readonly number[];
}

/** What decides one screen capture. */
export interface CaptureSpec {
  readonly kind: 'capture';
  readonly seed: string;
  readonly images: { readonly width: number; readonly height: number };
}

export type ContentSpec = ScanSpec | CaptureSpec;

/** One deflated file inside a content file. */
export interface ContentPart {
  /** `upper-mesh`, `lower-mesh`, the name of a view, or `capture`. */
  readonly role: string;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
  readonly length: number;
}
