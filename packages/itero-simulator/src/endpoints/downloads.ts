import { type Answer, failure, redirect } from '../http/answer.js';
import type { PairedCall, Route } from '../http/router.js';
import type { AssetType, ExportService } from '../scan/export-service.js';
import type { Cloud } from '../world/cloud.js';
import type { Order } from '../world/order.js';
import { fileBase } from './file-base.js';
import type { StorageLinks } from './storage.js';

const assetTypes: readonly string[] = ['IDE', 'IMAGE_GALLERY', 'SCREEN_CAPTURE'] satisfies readonly AssetType[];

/** The files of an order (iTero DPMS API, Download Scan and Download Single Screen Capture). */
export class DownloadEndpoints {
  readonly #cloud: Cloud;
  readonly #exports: ExportService;
  readonly #storage: StorageLinks;

  constructor(cloud: Cloud, exports: ExportService, storage: StorageLinks) {
    this.#cloud = cloud;
    this.#exports = exports;
    this.#storage = storage;
  }

  routes(): readonly Route[] {
    return [
      { method: 'GET', path: 'order/:orderId/download/:asset', token: 'paired', answer: (call) => this.#asset(call) },
      {
        method: 'GET',
        path: 'order/:orderId/download/SCREEN_CAPTURE/:captureId',
        token: 'paired',
        answer: (call) => this.#capture(call),
      },
    ];
  }

  async #asset(call: PairedCall): Promise<Answer> {
    const asset = call.params['asset'];
    if (!isAsset(asset)) return failure(400, 'Wrong asset format');
    const order = this.#order(call);
    if (order === undefined) return failure(404, 'Wrong orderId');
    if (asset === 'IDE' && !this.#ready(order)) return failure(404, 'The 3D file is not ready yet');
    if (asset === 'SCREEN_CAPTURE' && order.captures.length === 0) return { status: 204 };
    const elsewhere = await this.#elsewhere(call, `${order.id}/${asset}`);
    if (elsewhere !== undefined) return elsewhere;
    const download = await this.#exports.asset(order, asset);
    return download === undefined ? { status: 204 } : { status: 200, download };
  }

  async #capture(call: PairedCall): Promise<Answer> {
    const order = this.#order(call);
    const capture = order?.captures.find(({ id }) => id === call.params['captureId']?.toLowerCase());
    if (order === undefined || capture === undefined) return failure(404, 'Wrong screenCaptureID');
    const elsewhere = await this.#elsewhere(call, `${order.id}/SCREEN_CAPTURE/${capture.id}`);
    return elsewhere ?? { status: 200, download: await this.#exports.capture(order, capture) };
  }

  #order({ params, companyId, base }: PairedCall): Order | undefined {
    const { files } = this.#cloud.switches;
    if (files === 'moved' && base !== fileBase(base, files)) return undefined;
    const order = this.#cloud.orders.get(Number(params['orderId']));
    return order?.companyId === companyId ? order : undefined;
  }

  /** Counts requests of this revision: the first ones only start the making of the file. */
  #ready(order: Order): boolean {
    if (order.ideRequests >= this.#cloud.switches.ideNotReady) return true;
    order.ideRequests += 1;
    return false;
  }

  async #elsewhere(call: PairedCall, path: string): Promise<Answer | undefined> {
    const code = call.redirectBy ?? (this.#cloud.switches.downloads === 'redirect' ? 302 : undefined);
    return code === undefined ? undefined : redirect(code, await this.#storage.sign(path));
  }
}

function isAsset(text: string | undefined): text is AssetType {
  return text !== undefined && assetTypes.includes(text);
}
