import type { LeftFile, Receipt, ScanDelivery } from '@chairside/core';
import { expect } from 'chai';
import { link, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, House, JANE, ORDER, patient, signal } from './support/house.js';

const CHART = '1001_Doe_Jane/2026-03-04_308000001';
const AWAY = 'charts/.chairside/withdrawn';

describe('a wrong filing in a folder', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const deliver = async (delivery: ScanDelivery): Promise<Receipt> => {
    const receipt = await house.ports.sink?.deliver(delivery, signal);
    if (receipt === undefined) throw new Error('no sink');
    return receipt;
  };
  const withdraw = async (receipt: Receipt): Promise<readonly LeftFile[]> => {
    const left = await house.ports.sink?.withdraw?.(receipt, signal);
    if (left === undefined) throw new Error('cannot withdraw');
    return left;
  };
  const capture = async (content: string, key = 'c'): Promise<ScanDelivery> =>
    house.delivery({
      key: `${ORDER.orderId}/captures/${key}`,
      kind: 'capture',
      files: [await house.staged('view.jpg', content, 'captures')],
    });
  /** The files that were taken out, below the quarantine. */
  const away = async (): Promise<readonly string[]> => {
    const all = await house.everything(AWAY);
    return all.map((path) => path.slice(AWAY.length + 1));
  };

  it('goes into quarantine with scan.json and current.json, byte for byte, and the patient keeps an empty folder', async () => {
    const files = [...(await house.delivery()).files, await house.staged('front.jpg', 'picture', 'gallery')];
    const receipt = await deliver(await house.delivery({ files }));
    const record = await readFile(house.path(`charts/${CHART}/r1/scan.json`), 'utf8');
    expect(await withdraw(receipt)).to.deep.equal([]);
    expect(await house.tree('charts')).to.deep.equal([]);
    expect(await house.names('charts/1001_Doe_Jane')).to.deep.equal([]);
    expect(await house.names('charts')).to.include('1001_Doe_Jane');
    expect(await away()).to.deep.equal([
      `${CHART}/current.json`,
      `${CHART}/r1/gallery/front.jpg`,
      `${CHART}/r1/lower.stl`,
      `${CHART}/r1/scan.json`,
      `${CHART}/r1/upper.stl`,
    ]);
    expect(await readFile(house.path(`${AWAY}/${CHART}/r1/scan.json`), 'utf8')).to.equal(record);
    expect(await readFile(house.path(`${AWAY}/${CHART}/r1/upper.stl`), 'utf8')).to.equal('solid upper');
  });

  it('is removed, not lost, and is not delivered again under its key; another patient may get it', async () => {
    const delivery = await house.delivery();
    const receipt = await deliver(delivery);
    expect(await house.ports.sink?.holds(receipt, signal)).to.equal('held');
    await withdraw(receipt);
    await house.restart();
    expect(await house.ports.sink?.holds(receipt, signal)).to.equal('removed');
    expect(await codeOf(deliver(delivery))).to.equal('CHART_CONFLICT');
    expect(await house.tree('charts')).to.deep.equal([]);
    const other = await deliver({ ...delivery, patient: patient('2002', 'Bert', 'Sample') });
    expect(await house.ports.sink?.holds(other, signal)).to.equal('held');
  });

  it('is filed freshly for another patient and for the same one, and may be withdrawn again', async () => {
    await withdraw(await deliver(await house.delivery()));
    await withdraw(await deliver(await capture('seen')));
    // It is downloaded anew each time.
    await rm(house.path('staging'), { recursive: true });
    const bert = await deliver(await house.delivery({ patient: patient('2002', 'Bert', 'Sample'), revision: 2 }));
    expect(await withdraw(bert)).to.deep.equal([]);
    const again = await deliver(await house.delivery({ patient: JANE, revision: 3 }));
    const picture = await deliver({ ...(await capture('seen')), key: `${ORDER.orderId}/captures/c/r3`, revision: 3 });
    expect(await house.tree('charts')).to.deep.equal([
      `${CHART}/captures/view.jpg`,
      `${CHART}/current.json`,
      `${CHART}/r3/lower.stl`,
      `${CHART}/r3/scan.json`,
      `${CHART}/r3/upper.stl`,
    ]);
    expect(await withdraw(picture)).to.deep.equal([]);
    expect(await withdraw(again)).to.deep.equal([]);
    expect(await house.tree('charts')).to.deep.equal([]);
    const kept = await away();
    expect(kept.filter((path) => /captures\/view/.test(path))).to.have.length(2);
    expect(kept.filter((path) => /1001_Doe_Jane.*\/current/.test(path))).to.have.length(2);
    expect(new Set(kept)).to.have.length(kept.length);
  });

  it('once it is out, what came to its place later is let alone', async () => {
    const first = await deliver(await capture('seen'));
    await withdraw(first);
    const second = await deliver({ ...(await capture('seen')), key: `${ORDER.orderId}/captures/c/r2` });
    expect(second.files).to.deep.equal(first.files);
    expect(await withdraw(first)).to.deep.equal([]);
    expect(await house.ports.sink?.holds(second, signal)).to.equal('held');
  });

  it('leaves what others put there, and names what somebody changed until it is gone', async () => {
    const receipt = await deliver(await house.delivery());
    await writeFile(house.path(`charts/${CHART}/r1/notes.txt`), 'mine');
    await writeFile(house.path(`charts/${CHART}/r1/upper.stl`), 'worked on');
    const left = await withdraw(receipt);
    expect(left).to.deep.equal([
      { path: `${CHART}/r1/upper.stl`, knownAs: 'the file upper.stl, which somebody changed' },
    ]);
    expect(await house.tree('charts')).to.deep.equal([`${CHART}/r1/notes.txt`, `${CHART}/r1/upper.stl`]);
    expect(await house.ports.sink?.holds(receipt, signal)).to.equal('removed');
    await rm(house.path(`charts/${CHART}/r1/upper.stl`));
    await rm(house.path(`charts/${CHART}/r1/notes.txt`));
    expect(await withdraw(receipt)).to.deep.equal([]);
    expect(await house.names('charts/1001_Doe_Jane')).to.deep.equal([]);
  });

  it('leaves another revision, and points to it', async () => {
    const first = await deliver(await house.delivery());
    const second = await deliver(await house.delivery({ revision: 2, content: 'new' }));
    await withdraw(second);
    expect(await house.json(`charts/${CHART}/current.json`)).to.deep.include({ revision: 1, folder: 'r1' });
    expect(await house.ports.sink?.holds(first, signal)).to.equal('held');
    await withdraw(first);
    expect(await house.tree('charts')).to.deep.equal([]);
  });

  it('goes on after a kill at any point of the move', async () => {
    const files = ['upper.stl', 'lower.stl', 'case/a.ply', 'case/b.ply'];
    const staged = await Promise.all(files.map((name) => house.staged(name, `solid ${name}`)));
    const moves = [...files.map((name) => `r1/${name}`), 'current.json', 'r1/scan.json'];
    for (let done = 0; done <= moves.length; done += 1) {
      for (const half of [false, true]) {
        await rm(house.path('charts'), { recursive: true, force: true });
        await house.restart();
        const receipt = await deliver(await house.delivery({ files: staged }));
        for (const [index, move] of moves.slice(0, done).entries()) {
          const from = house.path(`charts/${CHART}/${move}`);
          const to = house.path(`${AWAY}/${CHART}/${move}`);
          await mkdir(dirname(to), { recursive: true });
          if (half && index === done - 1) await link(from, to);
          else await rename(from, to);
        }
        expect(await withdraw(receipt), `after ${done} moves`).to.deep.equal([]);
        expect(await house.tree('charts')).to.deep.equal([]);
        expect(await house.names('charts/1001_Doe_Jane')).to.deep.equal([]);
        expect(await away()).to.have.members(moves.map((move) => `${CHART}/${move}`));
        expect(await withdraw(receipt)).to.deep.equal([]);
      }
    }
  });

  it('is kept apart from a delivery to the same order', async () => {
    const receipt = await deliver(await house.delivery());
    const [left, picture] = await Promise.all([withdraw(receipt), deliver(await capture('seen'))]);
    expect(left).to.deep.equal([]);
    expect(await house.ports.sink?.holds(picture, signal)).to.equal('held');
    expect(await house.tree('charts')).to.deep.equal([`${CHART}/captures/view.jpg`]);
  });

  it('removes the empty folders between the order and the patient', async () => {
    await house.close();
    house = await House.open({ layout: '{chartNumber}/{scanDate}/{orderId}' });
    await withdraw(await deliver(await house.delivery()));
    expect(await house.names('charts/1001')).to.deep.equal([]);
    expect(await house.names('charts')).to.include('1001');
  });

  it('refuses a receipt or a link that leads out of charts, and says when the folder is not there', async () => {
    const receipt = await deliver(await house.delivery());
    const outside = { key: 'x', files: [{ path: '../staging/x', size: 1, sha256: '' }] };
    expect(await codeOf(withdraw(outside))).to.equal('CHART_CONFLICT');
    const order = house.path(`charts/${CHART}`);
    await rename(order, house.path('elsewhere'));
    await symlink(house.path('elsewhere'), order, 'junction');
    expect(await codeOf(withdraw(receipt))).to.equal('CHART_CONFLICT');
    expect(await house.names('elsewhere/r1')).to.include('upper.stl');
    await rename(house.path('charts'), house.path('unplugged'));
    expect(await codeOf(withdraw(receipt))).to.equal('CHART_UNREACHABLE');
  });
});
