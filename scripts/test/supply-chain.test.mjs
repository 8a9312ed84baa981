import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BROUGHT_NODE_VERSION, platformPackage } from '../lib/brought-node.mjs';
import { ROOT } from '../lib/checkout.mjs';
import { productionPackages } from '../lib/production-packages.mjs';
import { isAllowed, licenseFindings } from '../lib/license-findings.mjs';
import { pinnedPnpm } from '../lib/pnpm.mjs';
import { supplyFindings } from '../lib/supply-findings.mjs';
import { TOOL_DIGESTS, wrongPackages } from '../lib/tool-digests.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const DIGEST = 'sha512-AAAA==';
const LOCK = `importers:

  packages/one:
    dependencies:
      two:
        specifier: 1.0.0
        version: 1.0.0

packages:

  'two@1.0.0':
    resolution: {integrity: ${DIGEST}}

snapshots:

  'two@1.0.0': {}
`;
const STORE = 'node_modules/.pnpm/two@1.0.0/node_modules/two';
const CHECKOUT = {
  'package.json': '{"packageManager":"pnpm@12.0.0"}',
  'pnpm-lock.yaml': LOCK,
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\nallowBuilds:\n  three: false\n',
  'packages/one/package.json': '{"name":"one","dependencies":{"two":"1.0.0"}}',
  'packages/one/node_modules/two/package.json': '{"name":"two","version":"1.0.0","license":"MIT"}',
  [`${STORE}/package.json`]: '{"name":"two","version":"1.0.0"}',
};

describe('what Chairside is made of', () => {
  let folder;
  afterEach(() => folder?.remove());

  const findings = (files = {}) => {
    folder?.remove();
    folder = temporaryFolder({ ...CHECKOUT, ...files });
    return supplyFindings(folder.path);
  };

  it('is of exact versions', () => {
    expect(findings()).to.deep.equal([]);
    for (const version of [
      '^1.0.0',
      '~1.0.0',
      '1.x',
      '*',
      'latest',
      '>=1.0.0 <2',
      'github:one/two',
      'https://example.invalid/two.tgz',
    ]) {
      for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
        const [line, ...more] = findings({ 'packages/one/package.json': JSON.stringify({ [kind]: { two: version } }) });
        expect(line).to.include(`two is "${version}"`);
        expect(more).to.deep.equal([]);
      }
    }
    expect(findings({ 'package.json': '{"packageManager":"pnpm@^12"}' })).to.have.length(1);
    expect(findings({ 'pnpm-lock.yaml': LOCK.replace('specifier: 1.0.0', 'specifier: ^1.0.0') })[0]).to.include(
      '^1.0.0',
    );
  });

  it('is pinned by digests of what the registry has, to the last package of a package', () => {
    for (const resolution of [
      '{tarball: https://example.invalid/two.tgz}',
      `{integrity: ${DIGEST}, tarball: https://example.invalid/two.tgz}`,
      '{integrity: sha1-AAAA=}',
      '{directory: ../two, type: directory}',
      '{type: git, repo: https://example.invalid/two, commit: 0123}',
    ]) {
      const lock = LOCK.replace(`{integrity: ${DIGEST}}`, resolution);
      expect(findings({ 'pnpm-lock.yaml': lock }), resolution).to.deep.equal([
        'pnpm-lock.yaml: two@1.0.0 is not pinned by a digest of what the registry has',
      ]);
    }
  });

  it('runs nothing when it is installed, unless it is named', () => {
    const wants = (manifest, more = {}) => findings({ [`${STORE}/package.json`]: JSON.stringify(manifest), ...more });
    for (const script of ['preinstall', 'install', 'postinstall']) {
      expect(wants({ name: 'two', version: '1.0.0', scripts: { [script]: 'node x' } })[0]).to.match(
        /two 1\.0\.0 wants to run/,
      );
    }
    expect(wants({ name: 'two', version: '1.0.0' }, { [`${STORE}/binding.gyp`]: '{}' })).to.have.length(1);
    expect(wants({ name: 'two', version: '1.0.0', gypfile: false }, { [`${STORE}/binding.gyp`]: '{}' })).to.have.length(
      0,
    );
    expect(wants({ name: 'three', version: '1.0.0', scripts: { install: 'node x' } })).to.have.length(0);
  });

  it('has permissive licenses only, and tells of the first that has not', () => {
    for (const license of ['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC', 'Unlicense']) {
      expect(isAllowed(license), license).to.equal(true);
    }
    for (const license of [
      'GPL-3.0-only',
      'MIT AND GPL-3.0-only',
      'UNLICENSED',
      'SEE LICENSE IN x',
      'none stated',
      '',
    ]) {
      expect(isAllowed(license), license).to.equal(false);
    }
    folder = temporaryFolder(CHECKOUT);
    expect(licenseFindings(productionPackages(folder.path))).to.deep.equal([]);
    for (const manifest of ['{"version":"1.0.0"}', '{"version":"1.0.0","license":"AGPL-3.0-only"}']) {
      folder.write('packages/one/node_modules/two/package.json', manifest);
      expect(licenseFindings(productionPackages(folder.path))[0]).to.match(/^two 1\.0\.0 has the license/);
    }
  });

  it('is listed by npm run licenses: all that runs in a practice, and nothing that only developers need', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'licenses.mjs')], {
      encoding: 'utf8',
    });
    expect(status).to.equal(0);
    const lines = stdout.trim().split('\n');
    expect(lines.find((line) => line.startsWith('fastify '))).to.match(/^fastify \d+\.\d+\.\d+ +MIT$/);
    expect(
      lines.find((line) => line.startsWith('tweetnacl ')),
      'of a package of a package',
    ).to.match(/Unlicense$/);
    expect(lines.filter((line) => /^(mocha|prettier|typescript) /.test(line))).to.deep.equal([]);
  });
});

describe('the tools that set-up brings', () => {
  let folder;
  afterEach(() => folder?.remove());

  it('are refused where the registry gives others than those known', () => {
    const packages = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-other' } };
    folder = temporaryFolder({ 'node_modules/.package-lock.json': JSON.stringify({ packages }) });
    expect(wrongPackages(folder.path, { 'a@1.0.0': 'sha512-known' })).to.deep.equal(['a@1.0.0']);
    expect(wrongPackages(folder.path, { 'a@1.0.0': 'sha512-other' })).to.deep.equal([]);
  });

  it('are known by their digests in the versions that are brought', () => {
    const node = ['linux', 'win32'].map((platform) => `${platformPackage(platform, 'x64')}@${BROUGHT_NODE_VERSION}`);
    const [, version] = pinnedPnpm().split('@');
    expect(TOOL_DIGESTS).to.include.keys(pinnedPnpm(), `@pnpm/exe.linux-x64@${version}`, ...node);
  });
});
