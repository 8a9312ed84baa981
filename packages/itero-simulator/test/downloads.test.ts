import { expect } from 'chai';
import { type Practice, type Reply, startPaired, stopAll } from './support/practice.js';
import { jpegSize, readZip } from './support/zip.js';

const now = Date.UTC(2026, 0, 5, 9);
const ide = (practice: Practice, orderId: number, headers?: Record<string, string>): Promise<Reply> =>
  practice.get(`order/${orderId}/download/IDE`, headers);

describe('a simulated export', () => {
  afterEach(stopAll);

  it('of an orthodontic case has the files of a real one', async () => {
    const practice = await startPaired();
    const { orderId: id } = practice.simulator.addOrder({ procedureMapId: 1 });
    const reply = await ide(practice, id);
    expect(reply.headers.get('content-type')).to.equal('application/zip');
    const files = await readZip(reply.bytes);
    const sides = ['front', 'left', 'lower', 'right', 'upper'].map((side) => `gallery_#${id}_penta_${side}_m.jpg`);
    const pictures = [`gallery_#${id}.jpg`, ...sides];
    expect([...files.keys()]).to.have.members([
      `${id}_shell_occlusion_u.stl`,
      `${id}_shell_occlusion_l.stl`,
      `itero_export_#${id}_v30.xml`,
      `itero_export_#${id}_v50.xml`,
      `Rx_${id}.html`,
      'itero_element_logo.png',
      ...pictures,
    ]);
    for (const picture of pictures) expect(jpegSize(files.get(picture)!)).to.deep.equal({ width: 96, height: 54 });
    expect(new Set(pictures.map((picture) => files.get(picture)!.toString('base64'))).size).to.equal(6);
    expect(files.get('itero_element_logo.png')!.subarray(1, 4).toString('ascii')).to.equal('PNG');
    const xml = files.get(`itero_export_#${id}_v30.xml`)!.toString('utf8');
    expect(xml).to.include('<iTeroExport Version="3.0">').and.include(`<OrderID>${id}</OrderID>`);
    expect(xml).to.not.match(/chart/i);
  });

  it('has binary meshes whose size follows from their number of triangles', async () => {
    const practice = await startPaired();
    const { orderId: id } = practice.simulator.addOrder({ triangles: { upper: 1501, lower: 999 } });
    const files = await readZip((await ide(practice, id)).bytes);
    for (const [name, triangles] of [
      ['u', 1501],
      ['l', 999],
    ] as const) {
      const stl = files.get(`${id}_shell_occlusion_${name}.stl`)!;
      expect(stl.length).to.equal(84 + 50 * triangles);
      expect(stl.subarray(0, 80).toString('ascii')).to.equal(' '.repeat(80));
      expect(stl.readUInt32LE(80)).to.equal(triangles);
      let widest = 0;
      for (let at = 84; at < stl.length; at += 50) {
        const normal = Math.hypot(stl.readFloatLE(at), stl.readFloatLE(at + 4), stl.readFloatLE(at + 8));
        if (normal !== 0) expect(normal).to.be.closeTo(1, 1e-4);
        widest = Math.max(widest, Math.abs(stl.readFloatLE(at + 12)));
      }
      expect(widest, 'half the width of an arch in millimetres').to.be.within(25, 45);
    }
  });

  it('of a restorative case has other names and a PDF, and may hold PLY', async () => {
    const practice = await startPaired();
    const { orderId: id } = practice.simulator.addOrder({ procedureMapId: 30 });
    const files = await readZip((await ide(practice, id)).bytes);
    expect([...files.keys()]).to.have.members([
      `upper_jaw_with_ditch_#${id}.stl`,
      `lower_jaw_with_ditch_#${id}.stl`,
      `iTero_Export_#${id}_v24.xml`,
      `iTero_Export_#${id}_v50.xml`,
      `Rx_${id}.html`,
      `iTero_Rx_${id}.pdf`,
    ]);
    expect(files.get(`iTero_Rx_${id}.pdf`)!.toString('latin1')).to.match(/^%PDF-1\.4[^]*%%EOF\n$/);
    practice.simulator.setSwitches({ meshFormat: 'ply' });
    const ply = (await readZip((await ide(practice, id)).bytes)).get(`upper_jaw_with_ditch_#${id}.ply`)!;
    const header = ply.subarray(0, ply.indexOf('end_header\n') + 11).toString('ascii');
    const [vertices, faces] = [/vertex (\d+)/, /face (\d+)/].map((each) => Number(each.exec(header)?.[1]));
    expect(ply.length).to.equal(header.length + vertices! * 15 + faces! * 13);
  });

  it('is the same from the same seed, and differs by seed, order and revision', async () => {
    const content = async (seed: number, rescans: number): Promise<Buffer> => {
      const practice = await startPaired({ seed, now: () => now });
      const { orderId } = practice.simulator.addOrder();
      for (let count = 0; count < rescans; count += 1) practice.simulator.rescan(orderId);
      return (await ide(practice, orderId)).bytes;
    };
    const first = await content(7, 0);
    expect((await content(7, 0)).equals(first)).to.equal(true);
    expect((await content(8, 0)).equals(first)).to.equal(false);
    expect((await content(7, 1)).equals(first)).to.equal(false);
  });

  it('made anew differs in its time only', async () => {
    let clock = now;
    const practice = await startPaired({ now: () => clock });
    const { orderId } = practice.simulator.addOrder();
    const first = await readZip((await ide(practice, orderId)).bytes);
    practice.simulator.setSwitches({ regenerateExports: true, zipStyle: 'descriptors' });
    clock += 1000 * 60;
    const second = await readZip((await ide(practice, orderId)).bytes);
    const changed = [...first]
      .filter(([name, bytes]) => second.get(name)?.equals(bytes) !== true)
      .map(([name]) => name);
    expect(changed.map((name) => name.split('.').at(-1))).to.deep.equal(['xml', 'xml', 'html']);
  });

  it('is made again with equal bytes after it was dropped from the disk, also while it is read', async () => {
    const practice = await startPaired({ keptBytes: 1 });
    const ids = [1, 2, 3].map(() => practice.simulator.addOrder().orderId);
    const all = (): Promise<Buffer[]> => Promise.all(ids.map(async (id) => (await ide(practice, id)).bytes));
    const first = await all();
    const second = await all();
    second.forEach((bytes, index) => expect(bytes.equals(first[index]!)).to.equal(true));
  });

  it('is not ready at first where the switch says so, again for each revision', async () => {
    const practice = await startPaired({ scenario: { switches: { ideNotReady: 2 } } });
    const { orderId } = practice.simulator.addOrder();
    const codes = async (): Promise<number[]> => {
      const found: number[] = [];
      for (let count = 0; count < 3; count += 1) found.push((await ide(practice, orderId)).status);
      return found;
    };
    expect(await codes()).to.deep.equal([404, 404, 200]);
    practice.simulator.rescan(orderId);
    expect(await codes()).to.deep.equal([404, 404, 200]);
  });

  it('is 400 for a wrong asset and 404 for a wrong order', async () => {
    const practice = await startPaired();
    const { orderId } = practice.simulator.addOrder();
    expect((await practice.get(`order/${orderId}/download/MESH`)).status).to.equal(400);
    expect((await practice.get('order/1/download/IDE')).status).to.equal(404);
  });
});

describe('a simulated download', () => {
  afterEach(stopAll);

  it('resumes by Range as long as the validator matches', async () => {
    const practice = await startPaired();
    const { orderId } = practice.simulator.addOrder();
    const whole = await ide(practice, orderId);
    const etag = whole.headers.get('etag')!;
    expect(whole.headers.get('accept-ranges')).to.equal('bytes');
    expect(whole.headers.get('content-length')).to.equal(String(whole.bytes.length));
    const rest = await ide(practice, orderId, { range: 'bytes=1000-', 'if-range': etag });
    expect(rest.status).to.equal(206);
    expect(rest.headers.get('content-range')).to.equal(`bytes 1000-${whole.bytes.length - 1}/${whole.bytes.length}`);
    expect(rest.bytes.equals(whole.bytes.subarray(1000))).to.equal(true);
    expect((await ide(practice, orderId, { range: 'bytes=5-9' })).bytes.equals(whole.bytes.subarray(5, 10))).to.equal(
      true,
    );
    expect((await ide(practice, orderId, { range: 'bytes=-7' })).bytes.equals(whole.bytes.subarray(-7))).to.equal(true);
    expect((await ide(practice, orderId, { range: `bytes=${whole.bytes.length}-` })).status).to.equal(416);
    practice.simulator.rescan(orderId);
    const other = await ide(practice, orderId, { range: 'bytes=1000-', 'if-range': etag });
    expect(other.status).to.equal(200);
    expect(other.headers.get('etag')).to.not.equal(etag);
  });

  it('offers neither Range nor length when they are switched off', async () => {
    const practice = await startPaired({ scenario: { switches: { ranges: false, contentLength: false } } });
    const { orderId } = practice.simulator.addOrder();
    const reply = await ide(practice, orderId, { range: 'bytes=1000-' });
    expect(reply.status).to.equal(200);
    for (const name of ['etag', 'accept-ranges', 'content-length'])
      expect(reply.headers.has(name), name).to.equal(false);
    expect((await readZip(reply.bytes)).size).to.equal(12);
  });

  it('may go to another origin, which refuses an Authorization header and old addresses', async () => {
    let clock = now;
    const practice = await startPaired({ now: () => clock, scenario: { switches: { downloads: 'redirect' } } });
    const { orderId } = practice.simulator.addOrder({ captures: 1 });
    const sent = await ide(practice, orderId);
    expect(sent.status).to.equal(302);
    const address = sent.headers.get('location')!;
    expect(new URL(address).origin).to.not.equal(practice.simulator.url);
    expect((await practice.send(address, { method: 'GET' })).status).to.equal(200);
    expect((await practice.get(address)).status).to.equal(400);
    expect((await practice.send(address.replace('IDE', 'IMAGE_GALLERY'), {})).status).to.equal(403);
    clock += 6 * 60_000;
    expect((await practice.send(address, {})).status).to.equal(403);
    const stored = practice.simulator.requests().filter(({ host }) => host === 'storage');
    expect(stored.map(({ authorized }) => authorized)).to.deep.equal([false, true, false, false]);
  });
});

describe('simulated files that have moved', () => {
  afterEach(stopAll);

  it('are only at the addresses that the answers give', async () => {
    const practice = await startPaired();
    const { orderId } = practice.simulator.addOrder({ captures: 1 });
    practice.simulator.setSwitches({ files: 'moved' });
    const [order] = (await practice.get('orders/practice?Offset=0&pageSize=1')).json.Data.Results;
    const [captures] = (await practice.get('latest-files')).json.Data.OrderFileUrls;
    const given = [order.IdeFileUrl, order.Urls.ThumbnailsUrl, captures.Urls.SCREEN_CAPTURE[0].FileUrl];
    for (const url of given) expect((await practice.get(url)).status, url).to.equal(200);
    const own = given.map((url: string) => url.slice(url.indexOf(`order/${orderId}`)));
    for (const path of own) expect((await practice.get(path)).status, path).to.equal(404);
  });
});

describe('simulated pictures', () => {
  afterEach(stopAll);

  it('come as a gallery of six', async () => {
    const practice = await startPaired();
    const { orderId } = practice.simulator.addOrder();
    const files = await readZip((await practice.get(`order/${orderId}/download/IMAGE_GALLERY`)).bytes);
    expect(files.size).to.equal(6);
    for (const bytes of files.values()) expect(jpegSize(bytes)).to.deep.equal({ width: 96, height: 54 });
  });

  it('come as screen captures: 204 without any, then in a list, singly, and together', async () => {
    let clock = now;
    const practice = await startPaired({ now: () => clock, tokenLifetime: 1e9 });
    const { orderId } = practice.simulator.addOrder();
    expect((await practice.get(`order/${orderId}/download/SCREEN_CAPTURE`)).status).to.equal(204);
    practice.simulator.addCapture(orderId);
    clock += 20 * 86_400_000;
    practice.simulator.addCapture(orderId);
    const list = async (query = ''): Promise<any> => (await practice.get(`latest-files${query}`)).json.Data;
    const recent = await list();
    expect(recent).to.include({ CompanyId: 5001, Since: '2026-01-11T09:00:00Z' });
    expect(recent.OrderFileUrls[0].OrderId).to.equal(String(orderId));
    expect(recent.OrderFileUrls[0].Urls.SCREEN_CAPTURE).to.have.length(1);
    const both = (await list('?dateFrom=2026-01-01')).OrderFileUrls[0].Urls.SCREEN_CAPTURE;
    expect(both).to.have.length(2);
    expect((await list('?dateFrom=2020-01-01')).Since, 'at most 90 days').to.equal('2025-10-27T09:00:00Z');
    const files = await readZip((await practice.get(`order/${orderId}/download/SCREEN_CAPTURE`)).bytes);
    const single = await practice.get(both[1].FileUrl);
    expect(single.headers.get('content-type')).to.equal('image/jpeg');
    expect([...files.values()][1]!.equals(single.bytes)).to.equal(true);
    expect((await practice.get(`order/${orderId}/download/SCREEN_CAPTURE/nothing`)).status).to.equal(404);
    practice.base = `${practice.simulator.url}/api/third-party/v2`;
    const older = (await list('?dateFrom=2026-01-01')).OrderFileUrls[0].Urls.SCREEN_CAPTURE[0].FileUrl;
    expect(older).to.include('/api/thirdparty/v2/');
    expect((await practice.get(older)).status).to.equal(200);
    practice.simulator.setSwitches({ olderCaptureUrl: 'third-party' });
    const hyphened = (await list('?dateFrom=2026-01-01')).OrderFileUrls[0].Urls.SCREEN_CAPTURE[0].FileUrl;
    expect(hyphened).to.include('/api/third-party/v2/');
    expect((await practice.get(hyphened)).status).to.equal(200);
  });
});
