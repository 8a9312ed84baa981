import { createHash } from 'node:crypto';
import { ClinicId } from '@chairside/core';
import { IteroPairing } from '@chairside/core/itero';
import { expect } from 'chai';
import { everythingSaid, failure, NEVER } from './support/failure.js';
import { API, CLINIC, COMPANY, HOUR, SamplePractice } from './support/sample-practice.js';
import { sendJson } from './support/scripted-server.js';

const TOKEN = 'POST /oauth/token';
const PAIR = `POST ${API}/pair`;

describe('iTero login', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
    practice.pairings.records.clear();
    practice.vault.secrets.clear();
    practice.server.json(TOKEN, { access_token: 'login-access', refresh_token: 'login-refresh', expires_in: 3600 });
  });

  afterEach(() => practice.server.close());

  it('begins at the login page with what OAuth needs', async () => {
    const { url, state } = await practice.pairing().begin(CLINIC);
    const { searchParams } = new URL(url);
    expect(Object.fromEntries(searchParams)).to.eql({
      lang: 'en',
      response_type: 'code',
      client_id: 'sample-app',
      redirect_uri: 'https://practice.example/callback',
      state,
    });
    expect(Buffer.from(state, 'base64url')).to.have.length(32);
  });

  it('adds what the configuration says, which cannot replace what OAuth needs', async () => {
    const other = await SamplePractice.start({
      scope: 'offline_access',
      authorizeParams: { audience: 'a', state: 'mine' },
    });
    const { url, state } = await other.pairing().begin(CLINIC);
    expect(Object.fromEntries(new URL(url).searchParams)).to.include({ scope: 'offline_access', audience: 'a', state });
    await other.server.close();
  });

  it('comes back once, as a query or as the pasted address, to any process', async () => {
    const { state } = await practice.pairing().begin(CLINIC);
    const redirect = `https://practice.example/callback?code=c1&state=${state}`;
    expect(await practice.pairing().takeRedirect(redirect, NEVER)).to.equal(CLINIC);
    expect(Object.fromEntries(new URLSearchParams(practice.server.requests(TOKEN)[0]?.body))).to.include({
      grant_type: 'authorization_code',
      code: 'c1',
      redirect_uri: 'https://practice.example/callback',
    });
    expect(practice.pairings.logins.get(state)?.status).to.equal('arrived');
    expect((await failure(practice.pairing().takeRedirect(redirect, NEVER))).code).to.equal('LOGIN_STATE_UNKNOWN');

    const again = await practice.pairing().begin(CLINIC);
    await practice.pairing().takeRedirect(new URLSearchParams({ code: 'c2', state: again.state }), NEVER);
    expect(practice.server.requests(TOKEN)).to.have.length(2);
  });

  it('is refused when it is too old, unknown, or at another address', async () => {
    const pairing = practice.pairing();
    const { state } = await pairing.begin(CLINIC);
    for (const redirect of [
      'https://practice.example/callback?code=c1',
      `https://other.example/callback?code=c1&state=${state}`,
      '?code=c1&state=x',
    ]) {
      expect((await failure(pairing.takeRedirect(redirect, NEVER))).code).to.equal('LOGIN_STATE_UNKNOWN');
    }
    practice.clock.move(600_001);
    expect((await failure(pairing.takeRedirect(`?code=c1&state=${state}`, NEVER))).code).to.equal(
      'LOGIN_STATE_UNKNOWN',
    );
    expect(practice.server.seen).to.have.length(0);
  });

  it('that was given up, or whose code is not good, fails and says so', async () => {
    const pairing = practice.pairing();
    const one = await pairing.begin(CLINIC);
    expect(await failure(pairing.takeRedirect(`?error=access_denied&state=${one.state}`, NEVER))).to.include({
      code: 'LOGIN_REFUSED',
      detail: 'access_denied',
    });
    expect(practice.pairings.logins.get(one.state)).to.include({ status: 'failed', error: 'LOGIN_REFUSED' });
    const other = await pairing.begin(CLINIC);
    practice.server.json(TOKEN, { error: 'invalid_grant' }, 400);
    expect((await failure(pairing.takeRedirect(`?code=c&state=${other.state}`, NEVER))).code).to.equal('LOGIN_REFUSED');
    expect(practice.pairings.logins.get(other.state)?.status).to.equal('failed');
  });

  it('proves with PKCE that it is the one that began', async () => {
    const other = await SamplePractice.start({ usePkce: true });
    const { url, state } = await other.pairing().begin(CLINIC);
    const challenge = new URL(url).searchParams.get('code_challenge');
    await other.pairing().takeRedirect(`?code=c1&state=${state}`, NEVER);
    const verifier = new URLSearchParams(other.server.requests(TOKEN)[0]?.body).get('code_verifier') ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).to.equal(challenge);
    expect([...other.vault.secrets.keys()].filter((name) => name.startsWith('itero/login/'))).to.eql([]);
    await other.server.close();
  });
});

describe('iTero pairing', () => {
  let practice: SamplePractice;

  async function login(clinic = CLINIC): Promise<void> {
    const pairing = practice.pairing();
    const { state } = await pairing.begin(clinic);
    await pairing.takeRedirect(`?code=c&state=${state}`, NEVER);
  }

  function answerPair(answer: unknown): void {
    practice.server.on(PAIR, (request, response) => {
      if (request.headers.authorization !== 'Bearer login-access') return sendJson(response, {}, 401);
      practice.goodToken = 'paired-access';
      return sendJson(response, answer);
    });
  }

  beforeEach(async () => {
    practice = await SamplePractice.start();
    practice.pairings.records.clear();
    practice.vault.secrets.clear();
    practice.server.json(TOKEN, { access_token: 'login-access', refresh_token: 'login-refresh' });
    practice.server.on(`GET ${API}/companies`, (request, response) => {
      const good = request.headers.authorization === 'Bearer login-access';
      sendJson(
        response,
        { Data: [{ CompanyId: String(COMPANY), CompanyName: 'Sample Dental' }], Status: 1 },
        good ? 200 : 401,
      );
    });
    practice.guarded(`GET ${API}/practice-configuration`, practice.practiceAnswer());
    answerPair({
      Data: {
        Access_Token: 'paired-access',
        refreshToken: 'paired-refresh',
        Warnings: [{ Message: 'Some charts share a number' }],
      },
      Status: 1,
    });
  });

  afterEach(() => practice.server.close());

  it('lists the accounts of the login', async () => {
    expect(await failure(practice.pairing().companies(CLINIC, NEVER))).to.include({ code: 'LOGIN_REFUSED' });
    await login();
    expect(await practice.pairing().companies(CLINIC, NEVER)).to.eql([
      { companyId: COMPANY, companyName: 'Sample Dental' },
    ]);
  });

  it('asks Discovery before it lists the accounts, each time', async () => {
    await login();
    const { url } = practice.server;
    practice.server.json('GET /discovery', { Data: { Domain: url, Path: API }, Status: 1 });
    const deps = practice.deps();
    const pairing = new IteroPairing({ ...deps, app: { ...deps.app, discovery: { v2: `${url}/discovery` } } });
    await pairing.companies(CLINIC, NEVER);
    await pairing.companies(CLINIC, NEVER);
    const asked = practice.server.requests('GET /discovery').map(({ headers }) => headers.authorization);
    expect(asked).to.eql(['Bearer login-access', 'Bearer login-access']);
    await pairing.pair(CLINIC, COMPANY, undefined, NEVER);
    expect(practice.pairings.records.get(CLINIC)?.bases).to.eql({ v2: `${url}${API}` });
  });

  it('replaces the tokens of the login by its own and checks the account', async () => {
    await login();
    const callback = { url: 'https://practice.example/hook/secret', publicUrl: 'https://practice.example/hook' };
    const paired = await practice.pairing().pair(CLINIC, COMPANY, callback, NEVER);
    expect(paired).to.eql({ companyName: 'Sample Dental', warnings: ['Some charts share a number'] });
    expect(JSON.parse(practice.server.requests(PAIR)[0]?.body ?? '')).to.eql({
      companyId: COMPANY,
      callbackUrl: 'https://practice.example/hook/secret',
    });
    expect([...practice.vault.secrets.keys()]).to.eql([`itero/${CLINIC}/tokens`]);
    expect(practice.storedTokens()).to.include({ accessToken: 'paired-access', refreshToken: 'paired-refresh' });
    expect(practice.pairings.records.get(CLINIC)).to.include({
      companyId: COMPANY,
      companyName: 'Sample Dental',
      status: 'paired',
      webhook: 'https://practice.example/hook',
    });
    await practice.service().practice(NEVER);
  });

  it('works without Data, without a callback, and says which warnings have no text', async () => {
    answerPair({
      access_token: 'paired-access',
      refresh_token: 'paired-refresh',
      expires_in: 60,
      warnings: { count: 2 },
    });
    await login();
    const { warnings } = await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    expect(warnings).to.eql(['iTero gave a warning without a text.']);
    expect(JSON.parse(practice.server.requests(PAIR)[0]?.body ?? '')).to.eql({ companyId: COMPANY });
    expect(practice.pairings.records.get(CLINIC)?.webhook).to.equal(undefined);
  });

  it('remembers when a company was first paired', async () => {
    await login();
    await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    const first = practice.pairings.records.get(CLINIC)?.firstPairedAt;
    practice.clock.move(HOUR);
    await login();
    await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    expect(practice.pairings.records.get(CLINIC)).to.include({ firstPairedAt: first, pairedAt: practice.clock.now() });
  });

  it('refuses a company that another clinic here holds', async () => {
    await login();
    await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    const other = ClinicId('other-clinic');
    await login(other);
    expect((await failure(practice.pairing().pair(other, COMPANY, undefined, NEVER))).code).to.equal('COMPANY_TAKEN');
    expect(practice.server.requests(PAIR)).to.have.length(1);
  });

  it('stores nothing when iTero refuses it', async () => {
    await login();
    practice.server.json(PAIR, {}, 400);
    expect((await failure(practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER))).code).to.equal(
      'COMPANY_UNKNOWN',
    );
    practice.server.json(PAIR, {}, 500);
    expect((await failure(practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER))).code).to.equal('CLOUD_ERROR');
    expect(practice.pairings.records.size).to.equal(0);
    answerPair({ access_token: 'paired-access' });
    await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    expect(practice.pairings.records.get(CLINIC)?.status).to.equal('paired');
  });

  for (const [name, answer] of [
    ['is cut off', undefined],
    ['is no JSON', 'done'],
    ['brings no tokens', '{"Status": 1}'],
  ] as const) {
    it(`asks for a new login, and does not repeat itself, when its answer ${name}`, async () => {
      await login();
      practice.server.on(
        PAIR,
        (_, response, raw) => void (answer === undefined ? raw.socket.destroy() : response.end(answer)),
      );
      const error = await failure(practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER));
      expect(error.code).to.equal('LOGIN_REFUSED');
      expect(everythingSaid(error)).not.to.include('login-access');
      expect(practice.server.requests(PAIR)).to.have.length(1);
      expect((await failure(practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER))).code).to.equal(
        'LOGIN_REFUSED',
      );
      expect(practice.server.requests(PAIR)).to.have.length(1);
    });
  }

  it('does not work with an account that is another than the chosen one', async () => {
    practice.guarded(`GET ${API}/practice-configuration`, practice.practiceAnswer(1));
    await login();
    expect((await failure(practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER))).code).to.equal(
      'COMPANY_MISMATCH',
    );
    expect((await failure(practice.service().practice(NEVER))).code).to.equal('PAIRING_ENDED');
  });

  it('holds when the account cannot be checked yet', async () => {
    practice.server.json(`GET ${API}/practice-configuration`, {}, 500);
    await login();
    const { companyName, warnings } = await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    expect(companyName).to.equal(String(COMPANY));
    expect(warnings[1]).to.include('CLOUD_ERROR');
    expect(practice.pairings.records.get(CLINIC)?.status).to.equal('paired');
  });

  it('ends at iTero and here', async () => {
    await login();
    await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    practice.server.json(`POST ${API}/unpair`, {}).json('POST /oauth/revoke', {});
    expect(await practice.pairing().unpair(CLINIC, NEVER)).to.eql({ failures: [] });
    expect(practice.server.requests(`POST ${API}/unpair`)[0]?.headers.authorization).to.equal('Bearer paired-access');
    const revoked = practice.server
      .requests('POST /oauth/revoke')
      .map(({ body }) => new URLSearchParams(body).get('token'));
    expect(revoked).to.eql(['paired-refresh', 'paired-access']);
    expect(practice.vault.secrets.size).to.equal(0);
    expect((await failure(practice.service().practice(NEVER))).code).to.equal('NOT_PAIRED');
    expect(await practice.pairing().unpair(CLINIC, NEVER)).to.eql({ failures: [] });
  });

  it('ends here also when iTero cannot be told, and says so', async () => {
    await login();
    await practice.pairing().pair(CLINIC, COMPANY, undefined, NEVER);
    practice.server.json(`POST ${API}/unpair`, {}, 500).json('POST /oauth/revoke', {}, 503);
    const { failures } = await practice.pairing().unpair(CLINIC, NEVER);
    expect(failures.map(({ code }) => code)).to.eql(['CLOUD_ERROR', 'CLOUD_ERROR', 'CLOUD_ERROR']);
    expect(practice.vault.secrets.size).to.equal(0);
    expect(practice.pairings.records.get(CLINIC)?.status).to.equal('unpaired');
  });
});
