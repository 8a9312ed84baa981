import { expect } from 'chai';
import { IteroScanService } from '@chairside/core/itero';
import { failure, NEVER } from './support/failure.js';
import { CLINIC, API, HOUR, SAMPLE_RX, SamplePractice } from './support/sample-practice.js';
import { sendJson } from './support/scripted-server.js';

const PRACTICE = `GET ${API}/practice-configuration`;
const TOKEN = 'POST /oauth/token';

describe('iTero tokens', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
    practice.guarded(PRACTICE, practice.practiceAnswer());
  });

  afterEach(() => practice.server.close());

  it('are not refreshed while they are young', async () => {
    practice.clock.move(HOUR * 0.8);
    await practice.service().practice(NEVER);
    expect(practice.refreshes).to.equal(0);
  });

  it('are refreshed ahead of their end, and stored before they are used', async () => {
    practice.clock.move(HOUR * 0.9);
    let storedAtCall: string | undefined;
    practice.server.on(PRACTICE, (_, response) => {
      storedAtCall = practice.storedTokens()?.accessToken;
      sendJson(response, practice.practiceAnswer());
    });
    await practice.service().practice(NEVER);
    expect(practice.server.requests(PRACTICE)[0]?.headers.authorization).to.equal('Bearer access-2');
    expect(storedAtCall).to.equal('access-2');
  });

  it('go on being used when a refresh ahead of time fails', async () => {
    practice.clock.move(HOUR * 0.9);
    practice.server.json(TOKEN, {}, 503);
    await practice.service().practice(NEVER);
    expect(practice.storedTokens()?.accessToken).to.equal('access-1');
  });

  it('are refreshed once on a 401, and the call is repeated once', async () => {
    practice.goodToken = 'other';
    await practice.service().practice(NEVER);
    expect(practice.server.requests(PRACTICE).map((seen) => seen.headers.authorization)).to.eql([
      'Bearer access-1',
      'Bearer access-2',
    ]);
    expect(practice.storedTokens()).to.include({ accessToken: 'access-2', refreshToken: 'refresh-1+' });
  });

  it('keep the refresh token in hand when the answer brings none', async () => {
    practice.goodToken = 'other';
    practice.server.on(TOKEN, (_, response) => {
      practice.goodToken = 'access-2';
      sendJson(response, { access_token: 'access-2' });
    });
    await practice.service().practice(NEVER);
    expect(practice.storedTokens()).to.include({ accessToken: 'access-2', refreshToken: 'refresh-1' });
  });

  it('that are refused right after a refresh end the pairing, without a loop', async () => {
    practice.server.json(PRACTICE, {}, 401);
    const service = practice.service();
    expect((await failure(service.practice(NEVER))).code).to.equal('PAIRING_ENDED');
    expect(practice.server.requests(PRACTICE)).to.have.length(2);
    expect(practice.refreshes).to.equal(1);
    expect(practice.pairings.records.get(CLINIC)?.status).to.equal('ended');
    expect((await failure(service.practice(NEVER))).code).to.equal('PAIRING_ENDED');
    expect(practice.server.requests(PRACTICE)).to.have.length(2);
  });

  it('end the pairing on invalid_grant', async () => {
    practice.goodToken = 'other';
    practice.server.json(TOKEN, { error: 'invalid_grant' }, 400);
    expect((await failure(practice.service().practice(NEVER))).code).to.equal('PAIRING_ENDED');
    expect(practice.pairings.records.get(CLINIC)?.status).to.equal('ended');
  });

  for (const [name, status, body, code] of [
    ['invalid_client', 401, { error: 'invalid_client' }, 'CREDENTIALS_REFUSED'],
    ['an error of the login server', 500, {}, 'CLOUD_ERROR'],
    ['a refusal without a reason', 400, {}, 'CLOUD_REFUSED'],
    ['a busy login server', 429, {}, 'CLOUD_BUSY'],
    ['an answer without a token', 200, { hello: 1 }, 'CLOUD_ANSWER_UNREADABLE'],
  ] as const) {
    it(`stay, and the pairing with them, after ${name}`, async () => {
      practice.goodToken = 'other';
      practice.server.json(TOKEN, body, status);
      expect((await failure(practice.service().practice(NEVER))).code).to.equal(code);
      expect(practice.pairings.records.get(CLINIC)?.status).to.equal('paired');
      expect(practice.storedTokens()).to.include({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    });
  }

  it('are refreshed once by many calls at the same time', async () => {
    practice.goodToken = 'other';
    const service = practice.service();
    await Promise.all(Array.from({ length: 5 }, () => service.practice(NEVER)));
    expect(practice.refreshes).to.equal(1);
  });

  it('are refreshed once by two processes at the same time', async () => {
    practice.goodToken = 'other';
    const spent = new Set<string>();
    practice.server.on(TOKEN, (request, response) => {
      const token = new URLSearchParams(request.body).get('refresh_token') ?? '';
      if (spent.has(token)) return sendJson(response, { error: 'invalid_grant' }, 400);
      spent.add(token);
      practice.refreshes += 1;
      practice.goodToken = 'access-2';
      return sendJson(response, { access_token: 'access-2', refresh_token: 'refresh-2' });
    });
    const [one, other] = [practice.service(), practice.service()];
    await Promise.all([one.practice(NEVER), other.practice(NEVER), one.practice(NEVER), other.practice(NEVER)]);
    expect(practice.refreshes).to.equal(1);
    expect(practice.pairings.records.get(CLINIC)?.status).to.equal('paired');
  });

  it('of a clinic that was never paired are not there', async () => {
    practice.pairings.records.clear();
    expect((await failure(practice.service().practice(NEVER))).code).to.equal('NOT_PAIRED');
    expect((await failure(practice.service().submit(SAMPLE_RX, NEVER))).code).to.equal('NOT_PAIRED');
    expect(practice.server.seen).to.have.length(0);
  });

  it('are asked for with the credentials where the configuration puts them', async () => {
    practice.goodToken = 'other';
    await practice.service().practice(NEVER);
    const inBody = practice.server.requests(TOKEN)[0];
    expect(inBody?.headers.authorization).to.equal(undefined);
    expect(Object.fromEntries(new URLSearchParams(inBody?.body))).to.include({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-1',
      client_id: 'sample-app',
      client_secret: 'sample-secret',
    });

    practice.goodToken = 'another';
    const deps = practice.deps();
    await new IteroScanService({ ...deps, app: { ...deps.app, clientAuth: 'basic' } }, CLINIC).practice(NEVER);
    const basic = practice.server.requests(TOKEN)[1];
    expect(basic?.headers.authorization).to.equal(
      `Basic ${Buffer.from('sample-app:sample-secret').toString('base64')}`,
    );
    expect(basic?.body).not.to.include('sample-secret');
  });
});
