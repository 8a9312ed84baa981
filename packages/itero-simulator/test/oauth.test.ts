import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { Practice, startPaired, startSmall, stopAll } from './support/practice.js';

describe('the simulated login', () => {
  afterEach(stopAll);

  it('sends the user back with a code and the state, and refuses a second use of the code', async () => {
    const practice = new Practice(await startSmall());
    const back = await practice.authorize();
    expect(back.origin + back.pathname).to.equal(practice.redirectUrl);
    expect(back.searchParams.get('state')).to.equal('state-1');
    const code = back.searchParams.get('code') ?? '';
    const first = await practice.redeem(code);
    expect(first.json).to.include({ token_type: 'Bearer', expires_in: 3600 });
    const second = await practice.redeem(code);
    expect([second.status, second.json.error]).to.deep.equal([400, 'invalid_grant']);
    practice.accessToken = first.json.access_token;
    expect((await practice.get('companies')).status, 'a code used twice ends its tokens').to.equal(401);
  });

  it('checks application, redirect address and PKCE', async () => {
    const practice = new Practice(await startSmall());
    const unknown = await fetch(`${practice.config['loginPage']}?response_type=code&client_id=other&redirect_uri=x`);
    expect(unknown.status).to.equal(400);
    const verifier = 'a-verifier-that-is-long-enough-for-the-rfc-0123456789';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const codeFor = async (): Promise<string> =>
      (await practice.authorize({ code_challenge: challenge, code_challenge_method: 'S256' })).searchParams.get(
        'code',
      ) ?? '';
    expect((await practice.redeem(await codeFor())).json.error).to.equal('invalid_grant');
    expect((await practice.redeem(await codeFor(), { redirect_uri: 'http://127.0.0.1:9/other' })).json.error).to.equal(
      'invalid_grant',
    );
    expect((await practice.redeem(await codeFor(), { code_verifier: verifier })).status).to.equal(200);
    const wrong = await practice.token({ grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'wrong' });
    expect([wrong.status, wrong.json.error]).to.deep.equal([401, 'invalid_client']);
  });

  it('takes the application by HTTP Basic too', async () => {
    const practice = await startPaired();
    const basic = Buffer.from('simulated-app:simulated-secret').toString('base64');
    const fields = { grant_type: 'refresh_token', refresh_token: practice.refreshToken };
    expect((await practice.token(fields, { authorization: `Basic ${basic}` })).status).to.equal(200);
  });

  it('shows a page with the accounts, refuses, and forgets the state when told', async () => {
    const practice = new Practice(await startSmall({ autoApprove: false }));
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'simulated-app',
      redirect_uri: practice.redirectUrl,
    });
    const page = await (await fetch(`${practice.config['loginPage']}?${query.toString()}`)).text();
    expect(page).to.include('value="5001"').and.include('value="5002"').and.include('value="deny"');
    const refused = await practice.authorize({ account: 'deny' });
    expect(refused.searchParams.get('error')).to.equal('access_denied');
    const one = await practice.authorize({ account: '5002' });
    practice.accessToken = (await practice.redeem(one.searchParams.get('code') ?? '')).json.access_token;
    expect((await practice.get('companies')).json.Data.map((each: any) => each.CompanyId)).to.deep.equal([5002]);
    practice.simulator.setSwitches({ authorize: 'lose-state' });
    expect((await practice.authorize({ account: 'all' })).searchParams.has('state')).to.equal(false);
  });
});

describe('simulated tokens', () => {
  afterEach(stopAll);

  it('rotate, and a spent refresh token ends the whole family', async () => {
    const practice = await startPaired();
    const spent = practice.refreshToken;
    const renewed = (await practice.refresh()).json;
    expect(renewed.refresh_token).to.be.a('string').and.not.equal(spent);
    practice.accessToken = renewed.access_token;
    expect((await practice.get('practice-configuration')).status).to.equal(200);
    const reused = await practice.refresh(spent);
    expect([reused.status, reused.json.error]).to.deep.equal([400, 'invalid_grant']);
    expect((await practice.refresh(renewed.refresh_token)).json.error).to.equal('invalid_grant');
    expect((await practice.get('practice-configuration')).status).to.equal(401);
  });

  it('stay the same, or are left out, when the switch says so', async () => {
    const practice = await startPaired();
    practice.simulator.setSwitches({ rotateRefresh: false });
    expect((await practice.refresh()).json.refresh_token).to.equal(practice.refreshToken);
    practice.simulator.setSwitches({ rotateRefresh: 'absent', expiresIn: false });
    const answer = (await practice.refresh()).json;
    expect(answer).to.have.property('access_token');
    expect(answer).to.not.have.any.keys('refresh_token', 'expires_in');
    expect((await practice.refresh()).status).to.equal(200);
  });

  it('expire by the clock, on command, and by revocation', async () => {
    let now = Date.UTC(2026, 0, 5);
    const practice = await startPaired({ now: () => now, tokenLifetime: 60 });
    now += 61_000;
    expect((await practice.get('practice-configuration')).status).to.equal(401);
    practice.accessToken = (await practice.refresh()).json.access_token;
    practice.simulator.setSwitches({ rotateRefresh: false });
    expect((await practice.get('practice-configuration')).status).to.equal(200);
    practice.simulator.expireAccessTokens();
    expect((await practice.get('practice-configuration')).status).to.equal(401);
  });

  it('end for good when they are revoked', async () => {
    const practice = await startPaired();
    const body = new URLSearchParams({
      client_id: 'simulated-app',
      client_secret: 'simulated-secret',
      token: practice.refreshToken,
    });
    const revoked = await practice.send(`${practice.config['oauthBase']}/revoke`, { method: 'POST', body });
    expect(revoked.status).to.equal(200);
    expect((await practice.refresh()).json.error).to.equal('invalid_grant');
    expect((await practice.get('practice-configuration')).status).to.equal(401);
  });

  it('of a login serve only pairing, those of a pairing everything else', async () => {
    const practice = new Practice(await startSmall());
    await practice.login();
    expect((await practice.get('practice-configuration')).status).to.equal(401);
    expect((await practice.get('orders/practice?Offset=0&pageSize=1')).status).to.equal(401);
    expect((await practice.get('companies')).status).to.equal(200);
    const loginToken = practice.accessToken;
    await practice.pair();
    expect((await practice.get('practice-configuration')).status).to.equal(200);
    expect((await practice.get('companies')).status).to.equal(401);
    practice.accessToken = loginToken;
    expect((await practice.get('companies')).status, 'the set of the login ends with pairing').to.equal(401);
  });
});
