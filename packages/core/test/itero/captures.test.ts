import { buffer } from 'node:stream/consumers';
import { OrderId } from '@chairside/core';
import { expect } from 'chai';
import { failure, NEVER } from './support/failure.js';
import { API, SamplePractice } from './support/sample-practice.js';

const LATEST = `GET ${API}/latest-files`;

describe('iTero screen captures', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
  });

  afterEach(() => practice.server.close());

  function answer(orders: readonly unknown[]): void {
    practice.server.json(LATEST, { Data: { Since: '2026-02-19T00:00:00Z', OrderFileUrls: orders }, Status: 1 });
  }

  it('are listed each by the last part of its address; one that cannot be read is warned of', async () => {
    const url = `${practice.server.url}${API}/order/5/download/SCREEN_CAPTURE/c%207?k=1`;
    answer([
      {
        OrderId: 5,
        Urls: {
          SCREEN_CAPTURE: [
            { FileUrl: url, CreatedDate: '2026-05-19T10:00:00.5Z' },
            { FileUrl: 'x', CreatedDate: 'odd' },
          ],
        },
      },
      { OrderId: '6', Urls: null },
      { OrderId: '7', Urls: { SCREEN_CAPTURE: [] } },
    ]);
    const captures = await practice.service().captures(undefined, NEVER);
    expect(captures).to.eql([{ orderId: '5', captureId: 'c 7', url, createdAt: '2026-05-19T10:00:00.500Z' }]);
    expect(practice.logger.lines.map(({ fields }) => fields.orderId)).to.eql(['5']);
  });

  it('are asked for without a date where none is given: the vendor answers 14 days', async () => {
    answer([]);
    expect(await practice.service().captures(undefined, NEVER)).to.eql([]);
    expect(Object.fromEntries(practice.server.seen[0]?.query ?? [])).to.eql({});
  });

  it('are asked for from a day, at most 90 days back', async () => {
    answer([]);
    const service = practice.service();
    await service.captures(new Date('2026-05-01T23:00:00Z'), NEVER);
    await service.captures(new Date('2025-01-01'), NEVER);
    expect(practice.server.seen.map(({ query }) => query.get('dateFrom'))).to.eql(['2026-05-01', '2026-02-19']);
  });

  it('are fetched singly by the address that was listed, however that is spelt, and by no other', async () => {
    const path = '/api/thirdparty/v2/order/5/download/SCREEN_CAPTURE/c7';
    answer([
      {
        OrderId: '5',
        Urls: {
          SCREEN_CAPTURE: [{ FileUrl: `${practice.server.url}${path}`, CreatedDate: '2026-05-19T10:00:00.500Z' }],
        },
      },
    ]);
    practice.server.on(`GET ${path}`, (_, response) => void response.end('picture'));
    const service = practice.service();
    const [capture] = await service.captures(undefined, NEVER);
    expect(capture?.captureId).to.equal('c7');
    const stream = await service.openCapture(capture!, undefined, NEVER);
    expect((await buffer(stream.body)).toString()).to.equal('picture');
    expect(practice.server.seen.map((seen) => seen.path)).to.eql([`${API}/latest-files`, path]);
    expect(practice.server.seen[1]?.headers.authorization).to.equal('Bearer access-1');
  });

  it('that are not there any more are refused', async () => {
    const url = `${practice.server.url}/gone`;
    const error = await failure(practice.service().openCapture({ orderId: OrderId(5), url }, undefined, NEVER));
    expect(error.code).to.equal('CLOUD_REFUSED');
    expect(practice.server.seen.map(({ path }) => path)).to.eql(['/gone']);
  });
});
