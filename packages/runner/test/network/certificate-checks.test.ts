import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createAgents } from '../../dist/network/agents.js';
import { keepCertificateChecks } from '../../dist/network/certificate-checks.js';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificates.js';

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url));
const SWITCH = 'NODE_TLS_REJECT_UNAUTHORIZED';
/** The two files that ask for the checks. */
const RULES = ['adapter-opendental/src/tls-rules.ts', 'core/src/itero/tls-rules.ts'];

/** What loosens certificate checks, wherever it stands. */
const LOOSENS = /rejectUnauthorized|checkServerIdentity|insecureHTTPParser|NODE_TLS_REJECT_UNAUTHORIZED/;

async function sources(): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of await readdir(PACKAGES)) {
    const entries = await readdir(join(PACKAGES, name, 'src'), { recursive: true }).catch(() => []);
    files.push(
      ...entries.filter((file) => file.endsWith('.ts')).map((file) => `${name}/src/${file.replaceAll('\\', '/')}`),
    );
  }
  return files;
}

describe('checks of certificates', () => {
  it('are loosened by no source file', async () => {
    const files = await sources();
    expect(files.length).to.be.greaterThan(300);
    const named: string[] = [];
    for (const file of files) if (LOOSENS.test(await readFile(join(PACKAGES, file), 'utf8'))) named.push(file);
    expect(named.toSorted()).to.deep.equal([...RULES, 'runner/src/network/certificate-checks.ts'].toSorted());
    for (const file of RULES) {
      const text = await readFile(join(PACKAGES, file), 'utf8');
      expect(text).to.contain("{ rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const");
    }
  });

  it('cannot be turned off by the environment, which is told', () => {
    const environment = { [SWITCH]: '0', HOME: '/x' };
    expect(keepCertificateChecks(environment)).to.match(/NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored.*network\.caFile/);
    expect(environment).to.deep.equal({ HOME: '/x' });
    expect(keepCertificateChecks({ [SWITCH]: '1' })).to.equal(undefined);
    expect(keepCertificateChecks({})).to.equal(undefined);
  });

  it('are kept on by every command, which says so', async () => {
    const cli = join(PACKAGES, 'runner', 'bin', 'chairside.mjs');
    const environment = { ...process.env, [SWITCH]: '0' };
    const said = await promisify(execFile)(process.execPath, [cli, 'config', 'schema'], { env: environment });
    expect(said.stderr).to.match(/^NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored/);
    expect(JSON.parse(said.stdout)).to.be.an('object');
  });

  it('are made by our agents whatever the environment says', async () => {
    const server = createServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (_request, response) => response.end('x'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const agents = await createAgents({ proxy: null, caFile: null });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const before = process.env[SWITCH];
    process.env[SWITCH] = '0';
    try {
      const error = await new Promise((resolve) => {
        get(url, { agent: agents.httpsAgent }, () => resolve('answered')).on('error', resolve);
      });
      expect((error as NodeJS.ErrnoException).code).to.match(/CERT|ISSUER|SIGNATURE/);
      expect(agents.httpsAgent.options).to.include({ minVersion: 'TLSv1.2' });
    } finally {
      if (before === undefined) delete process.env[SWITCH];
      else process.env[SWITCH] = before;
      agents.close();
      server.close();
    }
  });
});
