import { expect } from 'chai';
import { ApiStage, MINUTE, PASSWORD, type Browser } from './api-stage.js';

const READS = ['/api/session', '/api/clinics', '/api/rx', '/api/scans', '/api/review', '/api/audit'];
const LOOKS = [
  '/api/clinics/main-street/rx/A-1',
  '/api/clinics/main-street/scans/77',
  '/api/clinics/main-street/review/77',
  '/api/clinics/main-street/patients/x',
];
const REVEALS = LOOKS.map((path) => `${path}/reveal`);
const ACTIONS = [
  ...['approve', 'resend', 'withdraw', 'dismiss'].map((action) => `/api/clinics/main-street/rx/A-1/${action}`),
  ...['retry', 'redeliver', 'withdraw'].map((action) => `/api/clinics/main-street/scans/77/${action}`),
  ...['assign', 'dismiss'].map((action) => `/api/clinics/main-street/review/77/${action}`),
  ...['retry', 'dismiss'].map((action) => `/api/clinics/main-street/patients/x/${action}`),
];

describe('the door of the dashboard', () => {
  let stage: ApiStage;
  beforeEach(async () => {
    stage = await ApiStage.open();
  });
  afterEach(() => stage.close());

  const credentials = { name: 'anna', password: PASSWORD };

  it('gives a cookie that no script and no other site gets, and says who is signed in', async () => {
    const { status, headers, body } = await stage.ask('POST', '/api/session', undefined, credentials);
    expect(status).to.equal(200);
    expect(headers['set-cookie']).to.have.length(1);
    expect(headers['set-cookie']![0]).to.match(/^chairside=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers['cache-control']).to.equal('no-store');
    const { version, session } = JSON.parse(body);
    expect(version).to.equal(1);
    expect(session).to.include({ operator: 'anna', role: 'operator' });
    expect(Date.parse(session.endsAt)).to.equal(stage.clock.now() + 15 * MINUTE);
    const browser = await stage.signIn();
    const again = await stage.ask('GET', '/api/session', browser);
    expect(JSON.parse(again.body).session).to.deep.include({ operator: 'anna', proof: browser.proof });
  });

  it('lets nobody in without a session, by none of its addresses', async () => {
    const stranger: Browser = { cookie: `chairside=${'A'.repeat(43)}`, proof: 'x' };
    for (const browser of [undefined, stranger]) {
      for (const path of [...READS, ...LOOKS, '/api/nothing'])
        expect((await stage.ask('GET', path, browser)).status, path).to.equal(401);
      for (const path of [...REVEALS, ...ACTIONS])
        expect((await stage.ask('POST', path, browser, {})).status, path).to.equal(401);
      expect((await stage.ask('DELETE', '/api/session', browser)).status).to.equal(401);
    }
    expect(stage.audited()).to.deep.equal([]);
  });

  it('lets everybody see the empty page, the health and the metrics', async () => {
    for (const path of ['/', '/healthz', '/metrics']) expect((await stage.ask('GET', path)).status, path).to.equal(200);
  });

  it('says no more of a wrong name than of a wrong password', async () => {
    const wrong = await stage.ask('POST', '/api/session', undefined, { name: 'anna', password: 'guess' });
    const unknown = await stage.ask('POST', '/api/session', undefined, { name: 'nobody', password: 'guess' });
    expect([wrong.status, unknown.status]).to.deep.equal([401, 401]);
    expect(wrong.body).to.equal(unknown.body);
    expect(wrong.headers['set-cookie']).to.equal(undefined);
  });

  it('holds guesses back, with the time to wait', async () => {
    for (let time = 0; time < 5; time += 1)
      await stage.ask('POST', '/api/session', undefined, { name: 'anna', password: `guess ${time}` });
    const { status, headers, body } = await stage.ask('POST', '/api/session', undefined, credentials);
    expect([status, headers['retry-after']]).to.deep.equal([429, '1']);
    expect(JSON.parse(body).error.text).to.include('Try again in 1 seconds');
  });

  it('answers a body that makes no sense without repeating it', async () => {
    const odd = [{ name: 'canary' }, { name: 'canary', password: 7 }, { name: 'a', password: 'b', canary: 'x' }, []];
    for (const body of odd) {
      const answer = await stage.ask('POST', '/api/session', undefined, body);
      expect(answer.status).to.equal(400);
      expect(answer.body)
        .not.to.include('"canary"')
        .and.not.to.match(/canary\b.*canary/);
    }
    const text = await stage.ask('POST', '/api/session', undefined, credentials, { 'content-type': 'text/plain' });
    expect(text.status).to.equal(400);
    const form = await stage.ask('POST', '/api/session', undefined, credentials, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).to.equal(415);
  });

  it('takes no call of another page, wherever it comes from', async () => {
    const browser = await stage.signIn();
    const strangers: readonly Readonly<Record<string, string | undefined>>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${stage.port + 1}` },
      { origin: undefined },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of strangers) {
      const name = JSON.stringify(headers);
      const post = await stage.ask('POST', ACTIONS[1]!, browser, {}, headers);
      expect(post.status, name).to.equal(403);
      expect((await stage.ask('DELETE', '/api/session', browser, undefined, headers)).status, name).to.equal(403);
      expect((await stage.ask('POST', '/api/session', undefined, credentials, headers)).status, name).to.equal(403);
      if (headers['origin'] === undefined && 'origin' in headers) continue;
      expect((await stage.ask('GET', '/api/rx', browser, undefined, headers)).status, name).to.equal(403);
    }
    const foreign = await stage.ask('GET', '/api/rx', browser, undefined, { host: 'evil.example' });
    expect(foreign.status).to.equal(421);
    expect((await stage.ask('GET', '/', undefined, undefined, { host: 'evil.example' })).status).to.equal(421);
    expect(stage.audited()).to.deep.equal([]);
  });

  it('takes no change without the proof that was told to the page', async () => {
    const browser = await stage.signIn();
    const other = await stage.signIn('vera');
    for (const proof of [undefined, '', 'x', other.proof, browser.cookie.split('=')[1]]) {
      const answer = await stage.ask('POST', ACTIONS[1]!, browser, {}, { 'x-chairside-proof': proof });
      expect(answer.status, proof).to.equal(403);
    }
    expect((await stage.ask('POST', ACTIONS[1]!, browser, {})).status).to.equal(404);
  });

  it('lets a viewer look and sign out, and nothing more', async () => {
    const browser = await stage.signIn('vera');
    for (const path of READS.filter((path) => path !== '/api/audit'))
      expect((await stage.ask('GET', path, browser)).status, path).to.equal(200);
    for (const path of LOOKS) expect((await stage.ask('GET', path, browser)).status, path).to.equal(404);
    for (const path of REVEALS) expect((await stage.ask('POST', path, browser, {})).status, path).to.equal(404);
    expect((await stage.ask('GET', '/api/audit', browser)).status).to.equal(403);
    for (const path of ACTIONS) expect((await stage.ask('POST', path, browser, {})).status, path).to.equal(403);
    expect((await stage.ask('DELETE', '/api/session', browser)).status).to.equal(204);
  });

  it('is closed after signing out, and the cookie is taken away', async () => {
    const browser = await stage.signIn();
    const { status, headers } = await stage.ask('DELETE', '/api/session', browser);
    expect(status).to.equal(204);
    expect(headers['set-cookie']![0]).to.match(/^chairside=; .*Expires=Thu, 01 Jan 1970/);
    expect((await stage.ask('GET', '/api/rx', browser)).status).to.equal(401);
    expect(stage.audited()).to.deep.equal(['anna | signed out | anna']);
  });

  it('is closed after a quarter of an hour in which only the page looked again', async () => {
    const browser = await stage.signIn();
    for (let time = 0; time < 3; time += 1) {
      await stage.clock.advance(4 * MINUTE);
      const background = await stage.ask('GET', '/api/rx', browser, undefined, { 'x-chairside-background': '1' });
      expect(background.status).to.equal(200);
    }
    await stage.clock.advance(4 * MINUTE);
    const answer = await stage.ask('GET', '/api/rx', browser);
    expect(answer.status).to.equal(401);
    expect(answer.headers['set-cookie']![0]).to.match(/^chairside=; /);
    const fresh = await stage.signIn();
    for (let time = 0; time < 3; time += 1) {
      await stage.clock.advance(14 * MINUTE);
      expect((await stage.ask('GET', '/api/rx', fresh)).status).to.equal(200);
    }
  });

  it('serves the page with a policy that lets it load and call only its own', async () => {
    const { headers, body } = await stage.ask('GET', '/');
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    const policy = String(headers['content-security-policy']);
    expect(policy)
      .to.include("default-src 'none'")
      .and.include("script-src 'self'")
      .and.include("frame-ancestors 'none'");
    expect(policy).not.to.include('unsafe');
    expect(body).not.to.match(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
    const files = [...body.matchAll(/(?:src|href)="(\/dashboard\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files).not.to.deep.equal([]);
    for (const path of files) expect((await stage.ask('GET', path)).status, path).to.equal(200);
    expect((await stage.ask('GET', '/dashboard/../package.json')).status).to.equal(404);
  });
});
