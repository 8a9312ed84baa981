import { buffer } from 'node:stream/consumers';
import { ASSET_KINDS, OrderId, type AssetKind } from '@chairside/core';
import type { ByteStream } from '@chairside/core/house';
import { expect } from 'chai';
import { failure, NEVER } from './support/failure.js';
import { API, SamplePractice } from './support/sample-practice.js';

const TYPES: Readonly<Record<AssetKind, string>> = {
  export: 'IDE',
  gallery: 'IMAGE_GALLERY',
  captures: 'SCREEN_CAPTURE',
};

describe('iTero assets of each type', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
  });

  afterEach(() => practice.server.close());

  function open(kind: AssetKind): Promise<ByteStream | 'none'> {
    const order = {
      orderId: OrderId(5),
      scannedAt: '2026-05-19T10:00:00.000Z',
      patient: { firstName: '', lastName: '', chartNumber: '' },
      status: 'Completed',
      preps: [],
      assets: {},
    };
    return practice.service().openAsset(order, kind, undefined, NEVER);
  }

  function answer(status: number): void {
    for (const type of Object.values(TYPES)) {
      practice.server.on(`GET ${API}/order/5/download/${type}`, (_, response) => {
        response.writeHead(status).end(status === 204 ? undefined : type);
      });
    }
  }

  const codeOf = async (kind: AssetKind): Promise<string> => (await failure(open(kind))).code;

  it('answered 200 are their bytes', async () => {
    answer(200);
    for (const kind of ASSET_KINDS) {
      const stream = (await open(kind)) as ByteStream;
      expect((await buffer(stream.body)).toString()).to.equal(TYPES[kind]);
    }
  });

  it('answered 204 are nothing: no captures were taken, or not yet', async () => {
    answer(204);
    for (const kind of ASSET_KINDS) expect(await open(kind)).to.equal('none');
  });

  it('answered 400 are refused', async () => {
    answer(400);
    for (const kind of ASSET_KINDS) expect(await codeOf(kind)).to.equal('CLOUD_REFUSED');
  });

  it('answered 404: an export is being made and is asked for again, gallery and captures are none', async () => {
    answer(404);
    const error = await failure(open('export'));
    expect([error.code, error.class]).to.eql(['SCAN_NOT_READY', 'not-ready']);
    expect(await open('gallery')).to.equal('none');
    expect(await open('captures')).to.equal('none');
  });

  it('answered 500 are asked for again', async () => {
    answer(500);
    for (const kind of ASSET_KINDS) expect(await codeOf(kind)).to.equal('CLOUD_ERROR');
  });
});
