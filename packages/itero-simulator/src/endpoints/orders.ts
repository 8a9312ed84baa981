import { type Answer, failure, success } from '../http/answer.js';
import type { PairedCall, Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';
import { DAY_MS, isDay, parseTime } from './dates.js';
import { isGuid } from './guid.js';
import { wireOrder } from './order-wire.js';

const MAX_PAGE = 1024;

/** Orders of the practice, and one by its RX (iTero DPMS API, Get Orders for Practice and Get Order by RX ID). */
export function orderRoutes(cloud: Cloud): readonly Route[] {
  return [
    { method: 'GET', path: 'orders/practice', token: 'paired', answer: (call) => listOrders(cloud, call) },
    { method: 'GET', path: 'orders/:rxId', token: 'paired', answer: (call) => orderByRx(cloud, call) },
  ];
}

/** Parameters are spelt as in the document: Offset with a capital, the others without. Days are days of GMT. */
function listOrders(cloud: Cloud, { exchange, companyId, base }: PairedCall): Answer {
  const { query } = exchange;
  const offset = wholeNumber(query.get('Offset'));
  const asked = wholeNumber(query.get('pageSize'));
  if (offset === undefined) return failure(400, 'Offset is mandatory');
  if (asked === undefined || asked < 1 || asked > MAX_PAGE)
    return failure(400, 'pageSize is mandatory, from 1 to 1024');
  const size = Math.min(asked, cloud.switches.mostPerPage);
  const dateFrom = query.get('dateFrom');
  const dateTo = query.get('dateTo');
  const from = dateFrom === null ? undefined : parseTime(dateFrom);
  const to = dateTo === null ? undefined : parseTime(dateTo);
  if (dateFrom !== null && from === undefined)
    return failure(400, `The value '${dateFrom}' is not valid for dateFrom.`);
  if (dateTo !== null && to === undefined) return failure(400, `The value '${dateTo}' is not valid for dateTo.`);
  const wholeDay = dateTo !== null && isDay(dateTo) && cloud.switches.dateTo === 'inclusive';
  const chartNumber = query.get('chartNumber');
  const page = cloud.orders.page(companyId, {
    offset,
    size,
    newestFirst: cloud.switches.pageOrder === 'newest',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to: to + (wholeDay ? DAY_MS : 0) }),
    ...(chartNumber === null ? {} : { chartNumber }),
  });
  return success({
    HasMore: page.more,
    PageSize: size,
    Offset: offset,
    Results: page.orders.map((order) => wireOrder(cloud, order, base, false)),
  });
}

function orderByRx(cloud: Cloud, { params, companyId, base }: PairedCall): Answer {
  if (!isGuid(params['rxId'])) return failure(400, 'Wrong RXID format');
  const order = cloud.orders.byRx(params['rxId']);
  if (order === undefined || order.companyId !== companyId) return failure(404, 'Wrong RXID');
  return success(wireOrder(cloud, order, base, true));
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
