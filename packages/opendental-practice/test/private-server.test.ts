import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithServer, numberOf } from './support/server.js';

describeWithServer('a private server', (server) => {
  it('leaves nothing behind, also where its process ends without closing it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-server-test-'));
    try {
      const library = new URL('../dist/index.js', import.meta.url).href;
      const script = `const { PrivateServer } = await import('${library}'); await PrivateServer.start(); process.exit(7);`;
      const env = { ...process.env, TMPDIR: folder, TMP: folder, TEMP: folder };
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: 'ignore' });
      const [code] = (await once(child, 'close')) as [number];
      expect(code).to.equal(7);
      expect(await readdir(folder)).to.deep.equal([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('has the tables of a version as Open Dental makes them', async () => {
    const connection = await server.database('25.4');
    const foreign = `SELECT COUNT(*) FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() AND (ENGINE <> 'MyISAM' OR TABLE_COLLATION NOT LIKE 'utf8%')`;
    expect(await numberOf(connection, foreign)).to.equal(0);
    expect(await numberOf(connection, `SELECT COUNT(*) FROM preference WHERE ValueString = '25.4'`)).to.equal(1);
  });
});
