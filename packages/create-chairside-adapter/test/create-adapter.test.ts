import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotCreate, createAdapter, isCheckout, SOURCES, wishedAdapter } from 'create-chairside-adapter';
import { expect } from 'chai';
import { VERSIONS } from '../dist/manifest.js';
import { MadeAdapter } from './made-adapter.js';

const FROM = { published: '^0.1.0' };

describe('a new adapter', () => {
  for (const source of SOURCES.filter((one) => one !== 'none')) {
    it(`that reads ${source} compiles, and gets its certificate`, async () => {
      const made = await MadeAdapter.make(source);
      try {
        const { code, output } = await made.test();
        expect(code, output).to.equal(0);
        expect(output).to.match(/Chairside adapter certificate: acme-dental/);
        expect(output).to.match(/\nPASSED: \d+ kept, 0 broken, \d+ skipped/);
        expect(output, 'the kit kills a process of it').to.contain(
          'kept     completes a delivery, with one copy, when its process is killed between any two steps',
        );
      } finally {
        await made.close();
      }
    });
  }

  it('is begun by the command of a checkout, and shown in its demo to the finished chart', async () => {
    const made = await MadeAdapter.byCommand('files');
    try {
      expect(await readFile(join(made.folder, 'package.json'), 'utf8')).to.contain('file:vendor/core');
      const early = await made.demo();
      expect(early.code, early.output).to.equal(2);
      expect(early.output).to.contain('run npm install and npm test there first');
      const compiled = await made.compile();
      expect(compiled.code, compiled.output).to.equal(0);
      const { code, output } = await made.demo();
      expect(code, output).to.equal(0);
      for (const who of ['Sample Incisor', 'Demo Molar', 'Test Premolar']) {
        expect(output).to.match(new RegExp(`In the chart of ${who}:\n  \\d+/\\d+/r1/1-`));
      }
    } finally {
      await made.close();
    }
  });

  it('depends on just what this checkout has', async () => {
    const require = createRequire(import.meta.url);
    for (const [name, version] of Object.entries(VERSIONS)) {
      const manifest = JSON.parse(await readFile(require.resolve(`${name}/package.json`), 'utf8')) as object;
      expect(manifest, name).to.have.property('version', version);
    }
  });

  it('is called as it was asked for, without its scope where Chairside shows it', async () => {
    const made = await MadeAdapter.make('sql', '@acme/dental');
    try {
      expect(await readFile(join(made.folder, 'src', 'index.ts'), 'utf8')).to.contain("name: 'dental'");
      expect(await readFile(join(made.folder, 'package.json'), 'utf8')).to.contain('"name": "@acme/dental"');
      expect(await readdir(made.folder)).to.include('.gitignore');
    } finally {
      await made.close();
    }
  });

  it('brings the packages of a checkout along as npm would publish them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-made-'));
    try {
      const checkout = fileURLToPath(new URL('../..', import.meta.url));
      expect(isCheckout(checkout)).to.equal(true);
      expect(isCheckout(folder)).to.equal(false);
      await createAdapter({ name: 'acme', source: 'sql', folder, from: { checkout } });
      const manifest = async (path: string) =>
        JSON.parse(await readFile(join(folder, path), 'utf8')) as Record<string, unknown>;
      expect((await manifest('package.json'))['dependencies']).to.include({ '@chairside/core': 'file:vendor/core' });
      expect(await manifest('package.json'), 'nobody else could install it').to.deep.include({
        bundleDependencies: ['@chairside/core'],
      });
      const kit = await manifest('vendor/adapter-testkit/package.json');
      expect(kit).not.to.have.property('devDependencies');
      expect(kit['dependencies']).to.include({ '@chairside/core': kit['version'] });
      expect(JSON.stringify([kit, await manifest('vendor/core/package.json')])).not.to.contain('workspace:');
      expect(await readdir(join(folder, 'vendor', 'core', 'dist'))).to.include('index.js');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is refused under a name that no package can have, and in a folder that holds something', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-made-'));
    try {
      for (const name of ['Acme Dental', '', '../x', '-a', 'a'.repeat(99)]) {
        const error = await createAdapter({ name, source: 'sql', folder, from: FROM }).catch(
          (thrown: unknown) => thrown,
        );
        expect(error, name).to.be.instanceOf(CannotCreate);
      }
      expect(await readdir(folder)).to.deep.equal([]);
      await writeFile(join(folder, 'mine.txt'), 'mine');
      const error = await createAdapter({ name: 'acme', source: 'sql', folder, from: FROM }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(CannotCreate);
      expect(await readdir(folder)).to.deep.equal(['mine.txt']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('asks nobody where nobody sits there, and says what to say', async () => {
    const error = await wishedAdapter({ name: 'acme' }).catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain('say --source');
    const unknown = await wishedAdapter({ name: 'acme', source: 'carrier pigeon' }).catch((thrown: unknown) => thrown);
    expect(String(unknown)).to.contain('sql, rest, files, none');
  });
});
