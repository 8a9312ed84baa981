import { expect } from 'chai';
import type { IteroApp } from '@chairside/core/itero';
import { parseDiscovery } from '../../dist/itero/discovery.js';
import { failure, NEVER } from './support/failure.js';
import { all, API, CLINIC, HOUR, SamplePractice } from './support/sample-practice.js';
import { sendJson } from './support/scripted-server.js';

const ASKED = new URL('https://api.example/discovery');

describe('iTero Discovery', () => {
  const shapes: readonly (readonly [string, unknown])[] = [
    ['as documented', { Data: { Domain: 'https://eu.example', Path: 'third-party/v2' }, Status: 1 }],
    ['without Data', { Domain: 'https://eu.example', Path: 'third-party/v2' }],
    ['in lower case', { data: { domain: 'https://eu.example', path: 'third-party/v2' }, status: 'success' }],
    ['with stray slashes', { Data: { Domain: 'https://eu.example//', Path: '/third-party//v2/' } }],
    ['without a scheme', { Data: { Domain: 'eu.example', Path: '/third-party/v2' } }],
    [
      'as a list with versions',
      {
        Data: [
          { Version: 3, Domain: 'x.example', Path: 'v3' },
          { Version: 2, Domain: 'eu.example', Path: 'third-party/v2' },
        ],
      },
    ],
    [
      'as a list told apart by paths',
      [
        { Domain: 'eu.example', Path: 'third-party/v3' },
        { Domain: 'eu.example', Path: 'third-party/v2' },
      ],
    ],
    ['as a list of one', { Data: [{ DOMAIN: 'eu.example', PATH: 'third-party/v2' }] }],
  ];
  for (const [name, json] of shapes) {
    it(`is read ${name}`, () => {
      expect(parseDiscovery(json, 'v2', ASKED)).to.equal('https://eu.example/third-party/v2');
    });
  }

  it('tells nothing where there is no domain', () => {
    for (const json of [
      {},
      [],
      null,
      'text',
      { Data: { Domain: '', Path: 'v2' } },
      { Data: { Domain: 'https://a b', Path: '' } },
    ]) {
      expect(parseDiscovery(json, 'v2', ASKED)).to.equal(undefined);
    }
  });

  describe('while a clinic works', () => {
    let practice: SamplePractice;
    let asked: string[];

    function discover(answer: () => unknown, status: () => number = () => 200): void {
      practice.server.on('GET /discovery', (request, response) => {
        asked.push(request.headers.authorization ?? 'none');
        sendJson(response, answer(), status());
      });
    }

    const at = (path: string): unknown => ({ Data: { Domain: practice.server.url, Path: path }, Status: 1 });

    beforeEach(async () => {
      asked = [];
      const change: { discovery?: IteroApp['discovery'] } = {};
      practice = await SamplePractice.start(change);
      change.discovery = { v2: `${practice.server.url}/discovery` };
      practice.guarded('GET /us/v2/practice-configuration', practice.practiceAnswer());
      practice.guarded('GET /eu/v2/practice-configuration', practice.practiceAnswer());
    });

    afterEach(() => practice.server.close());

    it('gives the base of all calls, which is kept with the pairing and asked once an hour', async () => {
      discover(() => at('/us/v2'));
      const service = practice.service();
      await service.practice(NEVER);
      await service.practice(NEVER);
      expect(asked).to.eql(['Bearer access-1']);
      expect(practice.pairings.records.get(CLINIC)?.bases).to.eql({ v2: `${practice.server.url}/us/v2` });
    });

    it('is asked before a refresh, whatever that brings, and again with the new token', async () => {
      let status = 401;
      discover(
        () => at('/eu/v2'),
        () => status,
      );
      await practice.pairings.save({
        ...(await practice.pairings.get(CLINIC))!,
        bases: { v2: `${practice.server.url}/us/v2` },
      });
      practice.goodToken = 'other';
      const order: string[] = [];
      practice.server.on('POST /oauth/token', (_, response) => {
        order.push(...asked.splice(0), 'refresh');
        status = 200;
        practice.goodToken = 'access-2';
        sendJson(response, { access_token: 'access-2', refresh_token: 'refresh-2' });
      });
      const service = practice.service();
      await service.practice(NEVER);
      // Once for the first call of this process, once before the refresh.
      expect(order).to.eql(['Bearer access-1', 'Bearer access-1', 'refresh']);
      expect(asked).to.eql(['Bearer access-2']);
      expect(practice.pairings.records.get(CLINIC)?.bases['v2']).to.equal(`${practice.server.url}/eu/v2`);
      expect(practice.pairings.records.get(CLINIC)?.status).to.equal('paired');
    });

    it('keeps the last good base while Discovery fails', async () => {
      discover(
        () => ({}),
        () => 500,
      );
      await practice.pairings.save({
        ...(await practice.pairings.get(CLINIC))!,
        bases: { v2: `${practice.server.url}/us/v2` },
      });
      await practice.service().practice(NEVER);
      expect(practice.server.requests('GET /us/v2/practice-configuration')).to.have.length(1);
    });

    it('fails the call where no base is known', async () => {
      discover(
        () => ({}),
        () => 500,
      );
      expect((await failure(practice.service().practice(NEVER))).code).to.equal('CLOUD_ERROR');
    });

    it('is asked again after a 404 that nothing explains, and the call goes to the new base', async () => {
      let path = '/gone/v2';
      discover(() => at(path));
      const service = practice.service();
      await failure(service.practice(NEVER));
      path = '/eu/v2';
      practice.clock.move(60_000);
      await service.practice(NEVER);
      expect(practice.server.requests('GET /eu/v2/practice-configuration')).to.have.length(1);
    });

    it('is asked again after an hour', async () => {
      discover(() => at('/us/v2'));
      const service = practice.service();
      await service.practice(NEVER);
      await practice.storeTokens('access-1', 'refresh-1');
      practice.clock.move(HOUR);
      await practice.storeTokens('access-1', 'refresh-1');
      await service.practice(NEVER);
      expect(asked).to.have.length(2);
    });

    it('cannot send the token to a host that is not allowed', async () => {
      discover(() => ({ Domain: 'https://stranger.example', Path: 'v2' }));
      expect((await failure(practice.service().practice(NEVER))).code).to.equal('CLOUD_ADDRESS_REFUSED');
      expect(practice.logger.lines.map(({ fields }) => fields.code)).to.eql(['CLOUD_ADDRESS_REFUSED']);
    });

    describe('of both versions', () => {
      let failing: ReadonlySet<string>;

      beforeEach(async () => {
        failing = new Set();
        const change: { discovery?: IteroApp['discovery'] } = {};
        await practice.server.close();
        practice = await SamplePractice.start(change);
        const { server } = practice;
        change.discovery = { v2: `${server.url}/discovery/v2`, v3: `${server.url}/discovery/v3` };
        for (const version of ['v2', 'v3']) {
          server.on(`GET /discovery/${version}`, (_, response) => {
            if (failing.has(version)) sendJson(response, {}, 500);
            else sendJson(response, { Data: { Domain: server.url, Path: `/us/${version}` }, Status: 1 });
          });
        }
        practice.guarded('GET /us/v2/practice-configuration', practice.practiceAnswer());
        practice.guarded('GET /us/v3/patients/search', { Data: [], Status: 'Success' });
      });

      const bases = (): unknown => practice.pairings.records.get(CLINIC)?.bases;

      it('tells each endpoint the address of its own version', async () => {
        const service = practice.service();
        await service.practice(NEVER);
        await all(service.searchPatients({}, NEVER));
        expect(bases()).to.eql({ v2: `${practice.server.url}/us/v2`, v3: `${practice.server.url}/us/v3` });
      });

      it('that fails for one holds up only the calls of that one, and what the other tells is kept', async () => {
        failing = new Set(['v3']);
        await practice.service().practice(NEVER);
        expect(bases()).to.eql({ v2: `${practice.server.url}/us/v2` });
        expect((await failure(all(practice.service().searchPatients({}, NEVER)))).code).to.equal('CLOUD_ERROR');
      });

      it('that fails for one does not keep the other at an old address', async () => {
        failing = new Set(['v3']);
        const record = (await practice.pairings.get(CLINIC))!;
        await practice.pairings.save({ ...record, bases: { v2: `${practice.server.url}/old/v2`, v3: 'kept' } });
        await practice.service().practice(NEVER);
        expect(bases()).to.eql({ v2: `${practice.server.url}/us/v2`, v3: 'kept' });
      });
    });

    it('is not needed: without it the legacy base is used', async () => {
      const legacy = await SamplePractice.start();
      legacy.guarded(`GET ${API}/practice-configuration`, legacy.practiceAnswer());
      const read = await legacy.service().practice(NEVER);
      expect(read.doctors).to.eql([{ id: 77, name: 'Dr Sample' }]);
      await legacy.server.close();
    });
  });
});
