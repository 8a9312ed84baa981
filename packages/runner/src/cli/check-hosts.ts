import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { House } from '../composition/house.js';
import { HOUSE } from '../composition/tokens.js';
import type { NetworkAgents } from '../network/agents.js';
import type { CheckLine } from './check-line.js';

const ANSWER_WITHIN = 10_000;

/** Tries each host that the configuration names for iTero. Any answer at all will do: only the way there is tried. */
export async function checkHosts({ config, container }: House): Promise<readonly CheckLine[]> {
  const { loginPage, oauthBase, baseUrl, discovery } = config.itero;
  const addresses = [loginPage, oauthBase, ...(discovery === undefined ? [baseUrl] : [discovery.v2, discovery.v3])];
  const origins = new Set(addresses.flatMap((address) => (address === undefined ? [] : [new URL(address).origin])));
  return Promise.all([...origins].map((origin) => tryOrigin(origin, container.get(HOUSE.network))));
}

async function tryOrigin(origin: string, agents: NetworkAgents): Promise<CheckLine> {
  const subject = `itero ${new URL(origin).host}`;
  try {
    const status = await statusOf(origin, agents);
    // Nothing is served at the root itself, so a refusal says no more than that the host is there.
    const text = status < 500 ? 'can be reached' : `can be reached, but has a fault of its own now (status ${status})`;
    return { level: 'ok', subject, text };
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'no answer';
    return {
      level: 'unreachable',
      subject,
      text: `cannot be reached (${code})`,
      advice: 'check the address, the internet connection, network.proxy and network.caFile',
    };
  }
}

function statusOf(origin: string, { httpAgent, httpsAgent }: NetworkAgents): Promise<number> {
  return new Promise((resolve, reject) => {
    const secure = origin.startsWith('https:');
    const request = (secure ? httpsRequest : httpRequest)(
      origin,
      { method: 'HEAD', agent: secure ? httpsAgent : httpAgent, timeout: ANSWER_WITHIN },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    request.once('timeout', () =>
      request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
    );
    request.once('error', reject);
    request.end();
  });
}
