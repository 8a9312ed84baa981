import { checkPackage, Package } from '@arethetypeswrong/core';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ROOT } from '../lib/checkout.mjs';

const PACKAGES = join(ROOT, 'packages');
/** ESM alone is published: CommonJS loads it with require() in every Node that is supported, and old resolvers do not count. */
const IGNORED_KINDS = new Set(['CJSResolvesToESM']);
const IGNORED_RESOLUTIONS = new Set(['node10', 'node16-cjs']);

/** What `npm pack` would put into each package, by its name. */
function packed(folders) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline', ...folders];
  const { stdout } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' });
  return new Map(JSON.parse(stdout).map(({ name, files }) => [name, files.map(({ path }) => path)]));
}

/** The declarations that somebody sees who imports a module, without the texts for operators. */
function declarationsFrom(file, seen = new Set()) {
  if (seen.has(file) || file.includes(join('errors', 'codes'))) return seen;
  seen.add(file);
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.js'/g)) {
    declarationsFrom(resolve(dirname(file), `${specifier}.d.ts`), seen);
  }
  return seen;
}

describe('the published packages', () => {
  const packages = readdirSync(PACKAGES)
    .map((name) => {
      const folder = join(PACKAGES, name);
      return { folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) };
    })
    .filter((manifest) => manifest.private !== true);
  let filesOf;

  before(function () {
    this.timeout(120_000);
    filesOf = packed(packages.map(({ folder }) => folder));
  });

  for (const { folder, name, version, exports } of packages) {
    it(`${name}: types resolve as its code does, through every entry`, async function () {
      this.timeout(120_000);
      const files = filesOf.get(name);
      const content = (path) => (path.endsWith('.map') ? '' : readFileSync(join(folder, path), 'utf8'));
      const contents = files.map((path) => [`/node_modules/${name}/${path}`, content(path)]);
      const { entrypoints, problems } = await checkPackage(new Package(Object.fromEntries(contents), name, version));
      const found = problems.filter(
        ({ kind, resolutionKind }) => !IGNORED_KINDS.has(kind) && !IGNORED_RESOLUTIONS.has(resolutionKind),
      );
      expect(found).to.deep.equal([]);
      expect(Object.keys(entrypoints)).to.deep.equal(Object.keys(exports));
      expect(files.filter((path) => /^(src|test|dist-test)\//.test(path))).to.deep.equal([]);
    });
  }

  it('let nobody reach into their folders', () => {
    // The runner knows all of them, and itself.
    const { resolve: find } = createRequire(join(PACKAGES, 'runner', 'package.json'));
    for (const { name } of packages) {
      expect(() => find(name), name).not.to.throw();
      for (const path of ['dist/index.js', 'src/index.ts', 'package.json']) {
        expect(() => find(`${name}/${path}`), `${name}/${path}`)
          .to.throw()
          .with.property('code', 'ERR_PACKAGE_PATH_NOT_EXPORTED');
      }
    }
  });

  it('@chairside/core: what an adapter sees names no scanner maker, no container, no runner', () => {
    const seen = [...declarationsFrom(join(PACKAGES, 'core', 'dist', 'index.d.ts'))];
    expect(seen).to.have.length.above(15);
    const leaks = seen.filter((file) =>
      /itero|inversify|@chairside\/runner|sqlite|fastify/i.test(readFileSync(file, 'utf8')),
    );
    expect(leaks).to.deep.equal([]);
  });

  it('an adapter needs no package of ours but @chairside/core', () => {
    for (const name of ['adapter-filesystem', 'adapter-opendental']) {
      const { dependencies } = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8'));
      expect(Object.keys(dependencies).filter((each) => each.startsWith('@chairside/'))).to.deep.equal([
        '@chairside/core',
      ]);
    }
  });
});
