import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SftpFolder } from '../../dist/api/sftp-folder.js';
import { errorOf } from '../support/error-of.js';
import { signal } from '../support/server.js';
import { SilentWay } from '../support/silent-way.js';
import { SftpServer } from './support/sftp-server.js';

describe('an SFTP server that falls silent in the middle of a file', () => {
  it('is given up, so that the next scan is not held up for ever', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'chairside-sftp-'));
    const server = await SftpServer.start();
    const way = await SilentWay.open(Number(server.options.address.split(':')[1]));
    try {
      const source = join(dir, 'export.zip');
      await writeFile(source, randomBytes(4_000_000));
      const folder = new SftpFolder({ ...server.options, address: `127.0.0.1:${way.port}` }, 100);
      const putting = errorOf(folder.put(source, 'export.zip', signal));
      while (server.written.length === 0) await setImmediate();
      way.silent = true;
      expect((await putting)?.code).to.equal('CHART_SFTP_UNREACHABLE');
    } finally {
      await way.close();
      await server.close();
      await rm(dir, { recursive: true });
    }
  });
});
