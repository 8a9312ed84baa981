import { expect } from 'chai';
import { openWay } from '../../dist/database/open-way.js';

describe('the way to the database', () => {
  for (const [host, tls, warned] of [
    ['127.0.0.1', false, false],
    ['localhost', false, false],
    ['::1', false, false],
    ['db.practice.example', true, false],
    ['db.practice.example', './ca.pem', false],
    ['db.practice.example', false, true],
    ['192.168.1.5', false, true],
    ['127.0.0.1.evil.example', false, true],
  ] as const) {
    it(`to ${host} with tls: ${tls} is ${warned ? '' : 'not '}warned of by check`, () => {
      const [finding] = openWay({ host, tls });
      expect(finding?.level).to.equal(warned ? 'warning' : undefined);
      if (warned) expect(finding?.advice).to.contain('database.tls');
    });
  }
});
