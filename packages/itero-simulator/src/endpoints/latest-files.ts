import { type Answer, failure, success } from '../http/answer.js';
import type { PairedCall, Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';
import { DAY_MS, parseTime } from './dates.js';
import { fileBase } from './file-base.js';

const DEFAULT_DAYS = 14;
const MAX_DAYS = 90;

/** Screen captures of the last days (iTero DPMS API, Get List of Screen Captures): 14 where no date is given, at most 90. */
export function latestFilesRoutes(cloud: Cloud): readonly Route[] {
  return [{ method: 'GET', path: 'latest-files', token: 'paired', answer: (call) => latestFiles(cloud, call) }];
}

function latestFiles(cloud: Cloud, { exchange, companyId, base }: PairedCall): Answer {
  const now = cloud.options.now();
  const dateFrom = exchange.query.get('dateFrom');
  const asked = dateFrom === null ? now - DEFAULT_DAYS * DAY_MS : parseTime(dateFrom);
  if (asked === undefined) return failure(400, `The value '${dateFrom}' is not valid for dateFrom.`);
  const since = Math.max(asked, now - MAX_DAYS * DAY_MS);
  const { olderCaptureUrl, files: place } = cloud.switches;
  const below = fileBase(base, place).replace(/\/api\/third-party\/v2$/, `/api/${olderCaptureUrl}/v2`);
  const orders = cloud.orders.of(companyId).flatMap((order) => {
    const files = order.captures
      .filter(({ createdAt }) => createdAt >= since)
      .map(({ id, createdAt }) => ({
        FileUrl: `${below}/order/${order.id}/download/SCREEN_CAPTURE/${id}`,
        CreatedDate: new Date(createdAt).toISOString(),
      }));
    return files.length === 0 ? [] : [{ OrderId: String(order.id), Urls: { SCREEN_CAPTURE: files } }];
  });
  const day = new Date(since).toISOString();
  return success({ Since: `${day.slice(0, 19)}Z`, CompanyId: companyId, OrderFileUrls: orders });
}
