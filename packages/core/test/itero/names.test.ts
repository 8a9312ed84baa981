import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import { expect } from 'chai';
import sinon from 'sinon';
import { lookupAllowed, lookupLoopback, lookupPublic, type Resolver } from '../../dist/itero/public-address.js';
import { AxiosCalls } from '../../dist/itero/axios-calls.js';
import { ScriptedServer } from './support/scripted-server.js';

const NAME = 'somewhere.example';

describe('where the name of a host may lead', () => {
  let lookup: sinon.SinonStub;
  beforeEach(() => {
    lookup = sinon.stub(dns, 'lookup');
    syncBuiltinESMExports();
  });
  afterEach(() => {
    sinon.restore();
    syncBuiltinESMExports();
  });

  const leadsTo = (...addresses: readonly string[]): void => {
    lookup.resolves(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  const accepts = async (resolver: Resolver): Promise<boolean> =>
    resolver(NAME).then(
      () => true,
      (error: unknown) => {
        expect(error).to.have.property('code', 'ADDRESS_REFUSED');
        return false;
      },
    );

  for (const [address, toStranger, toAllowed, toThis] of [
    ['8.8.8.8', true, true, false],
    ['2606:4700::1111', true, true, false],
    ['10.1.2.3', false, true, false],
    ['192.168.1.1', false, true, false],
    ['100.64.0.1', false, true, false],
    ['fd12::1', false, true, false],
    ['127.0.0.1', false, false, true],
    ['::1', false, false, true],
    ['::ffff:127.0.0.1', false, false, false],
    ['0.0.0.0', false, false, false],
    ['169.254.169.254', false, false, false],
    ['::ffff:169.254.169.254', false, false, false],
    ['64:ff9b::a9fe:a9fe', false, false, false],
    ['fe80::1', false, false, false],
    ['fd00:ec2::254', false, false, false],
    ['224.0.0.1', false, false, false],
  ] as const) {
    it(`${address}: ${toStranger ? '' : 'not '}from a redirect, ${toAllowed ? '' : 'not '}with the token`, async () => {
      leadsTo(address);
      expect(await accepts(lookupPublic)).to.equal(toStranger);
      expect(await accepts(lookupAllowed)).to.equal(toAllowed);
      expect(await accepts(lookupLoopback)).to.equal(toThis);
    });
  }

  it('is refused where one of several addresses does not fit, or there is none', async () => {
    leadsTo('8.8.8.8', '10.0.0.1');
    expect(await accepts(lookupPublic)).to.equal(false);
    leadsTo();
    expect(await accepts(lookupAllowed)).to.equal(false);
  });

  it('is asked once for a call, so that a second answer changes nothing', async () => {
    lookup.onFirstCall().resolves([{ address: '127.0.0.1', family: 4 }]);
    lookup.resolves([{ address: '169.254.169.254', family: 4 }]);
    const server = await ScriptedServer.start();
    try {
      const url = new URL(server.url.replace('127.0.0.1', 'localhost'));
      const call = { endpoint: 'sample', method: 'GET', url, headers: {} } as const;
      const answer = await new AxiosCalls().send(call, new AbortController().signal);
      answer.body.resume();
      expect(answer.status).to.equal(404);
      expect(lookup.callCount).to.equal(1);
    } finally {
      await server.close();
    }
  });

  it('is judged when the connection is made, for the token’s own hosts too', async () => {
    leadsTo('127.0.0.1');
    const server = await ScriptedServer.start();
    try {
      const { port } = new URL(server.url);
      for (const stranger of [false, true]) {
        const url = new URL(`http://api.example:${port}/`);
        const call = {
          endpoint: 'sample',
          method: 'GET',
          url,
          headers: { Authorization: 'Bearer x' },
          stranger,
        } as const;
        const error = await new AxiosCalls()
          .send(call, new AbortController().signal)
          .catch((thrown: unknown) => thrown);
        expect(error).to.include({ failure: 'unreachable', code: 'ADDRESS_REFUSED', mayHaveArrived: false });
      }
      expect(server.seen).to.have.length(0);
    } finally {
      await server.close();
    }
  });
});
