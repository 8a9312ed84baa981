import { OrderId, RxId, RxKey, type RxStatus, type ScanStatus } from '@chairside/core';
import { expect } from 'chai';
import { mkdir, rename } from 'node:fs/promises';
import { codeOf, House, ORDER, request, signal } from './support/house.js';

const DAY = 86_400_000;

describe('the outbox', () => {
  let house: House;
  const tell = async (update: RxStatus | ScanStatus): Promise<void> => house.ports.status?.tell(update, signal);
  const rx = (more: Partial<RxStatus> = {}): RxStatus => ({
    kind: 'rx',
    key: RxKey('A-1'),
    state: 'wanted',
    files: [],
    at: house.clock.now(),
    ...more,
  });
  const scan = (more: Partial<ScanStatus> = {}): ScanStatus => ({
    kind: 'scan',
    order: ORDER,
    state: 'filed',
    revision: 1,
    files: [],
    at: house.clock.now(),
    ...more,
  });

  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  it('follows the request in the agreed form', async () => {
    await tell(rx());
    const at = new Date(house.clock.now()).toISOString();
    const empty = { rxId: null, orderId: null, files: [], error: null, updatedAt: at };
    expect(await house.json('outbox/A-1.json')).to.deep.equal({ requestId: 'A-1', state: 'wanted', ...empty });
    const problem = { code: 'RX_REFUSED', class: 'permanent', text: 'Refused.', at: 0 } as const;
    await tell(rx({ state: 'failed', problem }));
    expect(await house.json('outbox/A-1.json')).to.deep.include({
      state: 'failed',
      error: { code: 'RX_REFUSED', message: 'Refused.' },
    });
    const files = [{ path: 'x/r1/upper.stl', size: 1, sha256: '0' }];
    await tell(rx({ state: 'scanned', rxId: RxId('ABC'), orderId: OrderId(308), files }));
    expect(await house.json('outbox/A-1.json')).to.deep.include({
      state: 'scanned',
      rxId: 'abc',
      orderId: '308',
      files: ['x/r1/upper.stl'],
      error: null,
    });
    expect(await house.names('outbox')).to.deep.equal(['.chairside', 'A-1.json']);
  });

  it('writes a file for every filed scan, and for no other', async () => {
    await tell(scan({ state: 'downloading', revision: 0 }));
    expect(await house.names('outbox/scans')).to.deep.equal([]);
    await tell(scan());
    expect(await house.json('outbox/scans/308000001.json')).to.deep.include({
      requestId: null,
      orderId: '308000001',
      state: 'filed',
    });
  });

  it('follows the status of a filed order, also one never seen before, and says when the lab sent the case back', async () => {
    const place = 'outbox/scans/308000001.json';
    const files = [{ path: 'x/r1/upper.stl', size: 1, sha256: '0' }];
    await tell(scan({ files, order: { ...ORDER, status: 'Completed', stage: 'available' } }));
    expect(await house.json(place)).to.deep.include({ status: 'Completed', stage: 'available', sentBack: false });
    const back = { ...ORDER, status: 'Scanning', stage: 'sent-back' } as const;
    await tell(scan({ state: 'listed', files, order: back, sentBackAt: house.clock.now() }));
    expect(await house.json(place)).to.deep.include({
      state: 'listed',
      status: 'Scanning',
      stage: 'sent-back',
      sentBack: true,
      files: ['x/r1/upper.stl'],
    });
    await tell(scan({ files, order: { ...ORDER, status: 'Sent to the Moon' } }));
    expect(await house.json(place)).to.deep.include({ status: 'Sent to the Moon', stage: null, sentBack: false });
  });

  it('never replaces a newer word by an older one', async () => {
    await tell(rx({ state: 'submitted' }));
    await tell(rx({ state: 'wanted', at: house.clock.now() - 1 }));
    expect(await house.json('outbox/A-1.json')).to.deep.include({ state: 'submitted' });
  });

  it('takes a word of the future for one of a wrong clock, and replaces it', async () => {
    await tell(rx({ state: 'wanted', at: house.clock.now() + 24 * 3_600_000 }));
    await tell(rx({ state: 'submitted' }));
    expect(await house.json('outbox/A-1.json')).to.deep.include({ state: 'submitted' });
  });

  it('writes what Windows could not name, or would take for the same, under a marked name', async () => {
    for (const key of ['CON', 'a-1.', 'A-1']) await tell(rx({ key: RxKey(key) }));
    const names = await house.names('outbox');
    expect(names).to.include('A-1.json');
    expect(names.filter((name) => /^(_CON|a-1)~[0-9a-f]{8}\.json$/.test(name))).to.have.length(2);
  });

  it('says when the outbox cannot be reached', async () => {
    await tell(rx());
    await rename(house.path('outbox'), house.path('away'));
    await mkdir(house.path('outbox'));
    expect(await codeOf(tell(rx()))).to.equal('RESULT_UNWRITABLE');
  });

  it('is not there where no outbox is configured', async () => {
    await house.close();
    house = await House.open({ outbox: undefined });
    expect(house.ports.status).to.equal(undefined);
  });

  it('removes request and result files after retention, and nothing else', async () => {
    await house.drop('done.json', request('A-1'));
    await house.drop('bad.json', '{}');
    await house.readToEnd();
    await tell(rx());
    await tell(scan());
    await house.write('outbox/theirs.json', '{"a":1}');
    await house.write('outbox/notes.txt', 'keep');
    await house.drop('later.csv.part', 'keep');
    await house.clock.advance(29 * DAY);
    await house.read();
    expect(await house.names('inbox/.done')).to.have.length(1);
    await house.clock.advance(2 * DAY);
    await house.read();
    expect(await house.names('inbox/.done')).to.deep.equal([]);
    expect(await house.names('inbox/.failed')).to.deep.equal([]);
    expect(await house.names('outbox')).to.deep.equal(['.chairside', 'notes.txt', 'scans', 'theirs.json']);
    expect(await house.names('outbox/scans')).to.deep.equal([]);
    expect(await house.names('inbox')).to.include('later.csv.part');
  });
});
