import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { Cloud } from '../world/cloud.js';
import type { Capture, Order } from '../world/order.js';
import { isRestorative } from '../world/order-maker.js';
import type { CaptureSpec, ScanSpec } from './content-spec.js';
import { type Content, ContentStore } from './content-store.js';
import { exportXml, rxHtml, rxPdf } from './documents.js';
import { logoPng } from './logo.js';
import { readSegments, type Segment, segmentLength } from './segment.js';
import type { ViewName } from './view.js';
import { layOutZip, packEntry, type ZipEntry } from './zip-writer.js';

/** A file that can be downloaded, whole or in part. */
export interface Download {
  readonly fileName: string;
  readonly contentType: string;
  readonly segments: readonly Segment[];
  readonly length: number;
  /** Changes with the bytes. */
  readonly etag: string;
  readonly lastModified: number;
  /** To be called once when no more is read. */
  release(): void;
}

/** The zipped assets of an order. */
export type AssetType = 'IDE' | 'IMAGE_GALLERY' | 'SCREEN_CAPTURE';

const views: readonly ViewName[] = ['main', 'front', 'left', 'lower', 'right', 'upper'];

/** Makes the files of orders when they are asked for. */
export class ExportService {
  readonly #cloud: Cloud;
  readonly #store: ContentStore;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#store = new ContentStore(cloud.options.keptBytes);
  }

  /** The ZIP of an asset; undefined where the order has no screen captures. */
  async asset(order: Order, type: AssetType): Promise<Download | undefined> {
    if (type === 'SCREEN_CAPTURE') return this.#captures(order);
    const content = await this.#store.get(this.#scanSpec(order));
    if (type === 'IMAGE_GALLERY') {
      const entries = this.#gallery(order, content);
      return this.#zip(`Gallery_${order.id}.zip`, entries, order.scannedAt, order.scannedAt, content);
    }
    if (order.exportedAt === undefined || this.#cloud.switches.regenerateExports)
      order.exportedAt = this.#cloud.options.now();
    const name = isRestorative(order) ? `iTero_Export_${order.id}.zip` : `OrthoCAD_Export_${order.id}.zip`;
    const entries = this.#export(order, content, order.exportedAt);
    return this.#zip(name, entries, order.scannedAt, order.exportedAt, content);
  }

  /** One screen capture, as a JPEG. */
  async capture(order: Order, capture: Capture): Promise<Download> {
    const content = await this.#store.get(this.#captureSpec(capture));
    const { packed, size } = content.entry('capture', 'capture');
    const bytes = await inflate(packed);
    content.release();
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
    return {
      fileName: `${order.id}_${capture.id}.jpg`,
      contentType: 'image/jpeg',
      segments: [{ bytes }],
      length: size,
      etag,
      lastModified: capture.createdAt,
      release: () => undefined,
    };
  }

  /** Makes the files of an order, and says how large its IDE export is. */
  async sizes(order: Order): Promise<{ readonly packedBytes: number; readonly unpackedBytes: number }> {
    const content = await this.#store.get(this.#scanSpec(order));
    const exportedAt = (order.exportedAt ??= this.#cloud.options.now());
    const entries = this.#export(order, content, exportedAt);
    const zip = this.#zip('', entries, order.scannedAt, exportedAt, content);
    zip.release();
    return { packedBytes: zip.length, unpackedBytes: entries.reduce((sum, { size }) => sum + size, 0) };
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #captures(order: Order): Promise<Download | undefined> {
    if (order.captures.length === 0) return undefined;
    const contents: Content[] = [];
    const entries: ZipEntry[] = [];
    for (const [index, capture] of order.captures.entries()) {
      const content = await this.#store.get(this.#captureSpec(capture));
      contents.push(content);
      entries.push(content.entry('capture', `screen_capture_${order.id}_${index + 1}.jpg`));
    }
    const modified = order.captures.at(-1)!.createdAt;
    return this.#zip(`ScreenCaptures_${order.id}.zip`, entries, modified, modified, ...contents);
  }

  #scanSpec(order: Order): ScanSpec {
    return {
      kind: 'scan',
      seed: `${order.contentSeed}/${order.id}/${order.revision}`,
      triangles: order.facts.triangles,
      images: this.#cloud.options.images,
      meshFormat: this.#cloud.switches.meshFormat,
      prepared: isRestorative(order)
        ? order.facts.preps.map(({ adaId }) => adaId - 2).filter((at) => at >= 0 && at < 14)
        : [],
    };
  }

  #captureSpec(capture: Capture): CaptureSpec {
    return { kind: 'capture', seed: capture.id, images: this.#cloud.options.images };
  }

  #gallery(order: Order, content: Content): readonly ZipEntry[] {
    return views.map((view) => content.entry(view, galleryName(order.id, view)));
  }

  #export(order: Order, content: Content, exportedAt: number): readonly ZipEntry[] {
    const company = this.#cloud.company(order.companyId)!;
    const { id } = order;
    const suffix = this.#cloud.switches.meshFormat;
    if (isRestorative(order)) {
      const meshes = [`upper_jaw_with_ditch_#${id}.${suffix}`, `lower_jaw_with_ditch_#${id}.${suffix}`] as const;
      const facts = { order, company, exportedAt, meshes };
      return [
        content.entry('upper-mesh', meshes[0]),
        content.entry('lower-mesh', meshes[1]),
        packEntry(`iTero_Export_#${id}_v24.xml`, exportXml(facts, '2.4')),
        packEntry(`iTero_Export_#${id}_v50.xml`, exportXml(facts, '5.0')),
        packEntry(`Rx_${id}.html`, rxHtml(facts)),
        packEntry(`iTero_Rx_${id}.pdf`, rxPdf(facts)),
      ];
    }
    const meshes = [`${id}_shell_occlusion_u.${suffix}`, `${id}_shell_occlusion_l.${suffix}`] as const;
    const facts = { order, company, exportedAt, meshes, picture: galleryName(id, 'main') };
    return [
      content.entry('upper-mesh', meshes[0]),
      content.entry('lower-mesh', meshes[1]),
      packEntry(`itero_export_#${id}_v30.xml`, exportXml(facts, '3.0')),
      packEntry(`itero_export_#${id}_v50.xml`, exportXml(facts, '5.0')),
      packEntry(`Rx_${id}.html`, rxHtml(facts)),
      packEntry('itero_element_logo.png', logoPng()),
      ...this.#gallery(order, content),
    ];
  }

  #zip(
    fileName: string,
    entries: readonly ZipEntry[],
    entryTime: number,
    lastModified: number,
    ...contents: readonly Content[]
  ): Download {
    const segments = layOutZip(entries, entryTime, this.#cloud.switches.zipStyle);
    const directory = segments.at(-1);
    const identity = createHash('sha256').update(
      directory !== undefined && 'bytes' in directory ? directory.bytes : '',
    );
    return {
      fileName,
      contentType: 'application/zip',
      segments,
      length: segments.reduce((sum, segment) => sum + segmentLength(segment), 0),
      etag: `"${identity.digest('hex').slice(0, 32)}"`,
      lastModified,
      release: () => contents.forEach((content) => content.release()),
    };
  }
}

function galleryName(orderId: number, view: ViewName): string {
  return view === 'main' ? `gallery_#${orderId}.jpg` : `gallery_#${orderId}_penta_${view}_m.jpg`;
}

async function inflate(packed: Segment): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readSegments([packed], 0, segmentLength(packed))) chunks.push(chunk);
  return inflateRawSync(Buffer.concat(chunks));
}
