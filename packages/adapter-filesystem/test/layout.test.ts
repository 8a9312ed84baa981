import { expect } from 'chai';
import { House, order, signal } from './support/house.js';

describe('the folder of a scan', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  for (const [place, day] of [
    ['America/Los_Angeles', '2026-03-03'],
    ['Europe/Berlin', '2026-03-04'],
    ['Asia/Tokyo', '2026-03-04'],
  ] as const) {
    it(`has the day as it was in the practice, in ${place}`, async () => {
      process.env['TZ'] = place;
      const house = await House.open({ layout: '{chartNumber}/{scanDate}' });
      try {
        const scanned = order('308000001', { scannedAt: '2026-03-04T01:30:00.000Z' });
        const receipt = await house.ports.sink?.deliver(await house.delivery({ order: scanned }), signal);
        expect(receipt?.files[0]?.path).to.match(new RegExp(`^1001/${day}/`));
      } finally {
        await house.close();
      }
    });
  }
});
