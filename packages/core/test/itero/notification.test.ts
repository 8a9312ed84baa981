import { parseNotification } from '@chairside/core/itero';
import { expect } from 'chai';
import { COMPANY, RX_ID } from './support/sample-practice.js';

const ONE = { Id: RX_ID, CompanyId: COMPANY };
const read = { rxId: RX_ID, companyId: COMPANY };

describe('iTero notifications', () => {
  for (const [name, body, said] of [
    ['as documented', ONE, [read]],
    ['in lower case', { id: RX_ID.toUpperCase(), companyid: COMPANY }, [read]],
    ['in upper case', { ID: `{${RX_ID}}`, COMPANYID: COMPANY }, [read]],
    ['as rxId', { rxId: RX_ID, companyId: COMPANY }, [read]],
    ['with more than is documented', { ...ONE, Status: 'Completed', Extra: [{}] }, [read]],
    ['with the company as text', { Id: RX_ID, CompanyId: ` ${COMPANY} ` }, [read]],
    ['as a list', [ONE, ONE], [read, read]],
    ['as a list with nonsense in it', [5, null, [], ONE, { Id: '../x' }], [read]],
    ['in Data', { Data: ONE, Status: 1 }, [read]],
    ['as a list in Data', { data: [ONE] }, [read]],
    ['as text', JSON.stringify(ONE), [read]],
    ['as bytes', Buffer.from(JSON.stringify([ONE])), [read]],
    ['with a byte order mark', Buffer.from(`\uFEFF${JSON.stringify(ONE)}`), [read]],
    ['without an RX', { CompanyId: COMPANY }, [{ rxId: undefined, companyId: COMPANY }]],
    ['without a company', { Id: RX_ID }, [{ rxId: RX_ID, companyId: undefined }]],
    ['with a company that is null', { Id: RX_ID, CompanyId: null }, [{ rxId: RX_ID, companyId: undefined }]],
    ['with a company that is no number', { Id: RX_ID, CompanyId: '12 or 13' }, [{ rxId: RX_ID, companyId: NaN }]],
    ['with a company that is a thing', { Id: RX_ID, CompanyId: {} }, [{ rxId: RX_ID, companyId: NaN }]],
    ['with an RX id that is none', { Id: '../x' }, []],
    ['with an RX id that is a number', { Id: 5 }, []],
    ['as nonsense', '{', []],
    ['as text in quotes', JSON.stringify('no object'), []],
    ['as no bytes', Buffer.alloc(0), []],
    ['as bytes that are no text', Buffer.from([0xff, 0xfe, 0]), []],
    ['as nothing', undefined, []],
    ['as null', null, []],
    ['as a number', 5, []],
    ['as brackets without end', '['.repeat(60_000), []],
    ['with names that every object has', '{"__proto__":{"Id":1},"constructor":5}', []],
  ] as const) {
    it(`are read ${name}`, () => {
      expect(parseNotification(body)).to.eql(said);
    });
  }

  it('of a list without end are read up to a limit', () => {
    expect(parseNotification(Array.from({ length: 5_000 }, () => ONE))).to.have.length(100);
  });
});
