import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { ITERO } from '../config/sample.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const ZOD = import.meta.resolve('zod');

describe('a process whose adapter leaves something open', () => {
  it('ends all the same after a stop', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-open-'));
    try {
      await writeFile(
        join(folder, 'open.mjs'),
        `import { z } from ${JSON.stringify(ZOD)};
        export const open = {
          name: 'open', apiVersion: '1.0', options: z.strictObject({}),
          create: () => {
            setInterval(() => undefined, 1_000);
            process.stdout.write('created');
            return { probe: async () => [], close: async () => undefined };
          },
        };`,
      );
      const clinics = 'clinics:\n  - { id: main-street, adapter: { use: ./open.mjs } }\n';
      await writeFile(join(folder, 'chairside.yaml'), `${ITERO}http: false\n${clinics}`);
      const child = spawn(process.execPath, [MAIN, 'run', '--config', join(folder, 'chairside.yaml')], {
        env: { ...process.env, ITERO_CLIENT_SECRET: 'sample' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      expect(await ended).to.deep.equal([0, null]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
