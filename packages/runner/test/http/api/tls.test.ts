import { request } from 'node:https';
import { expect } from 'chai';
import { CERTIFICATE, CERTIFICATE_KEY, AUTHORITY } from '../../network/certificates.js';
import { ApiStage, PASSWORD } from './api-stage.js';

describe('the door of the dashboard over https', () => {
  it('gives a cookie that goes over https only, and to this host alone', async () => {
    const stage = await ApiStage.open({ cert: CERTIFICATE, key: CERTIFICATE_KEY });
    try {
      const origin = `https://127.0.0.1:${stage.port}`;
      const cookie = await new Promise<string | undefined>((resolve, reject) => {
        const sent = request(
          `${origin}/api/session`,
          { method: 'POST', ca: AUTHORITY, agent: false, headers: { origin, 'content-type': 'application/json' } },
          (answer) => {
            answer.resume();
            answer.on('end', () => resolve(answer.headers['set-cookie']?.[0]));
          },
        );
        sent.on('error', reject);
        sent.end(JSON.stringify({ name: 'anna', password: PASSWORD }));
      });
      expect(cookie).to.match(/^__Host-chairside=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    } finally {
      await stage.close();
    }
  });
});
