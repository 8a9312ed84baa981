import { expect } from 'chai';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { dependenciesAreInstalled, dependencyStamp } from '../lib/dependencies-step.mjs';
import { findNpm } from '../lib/npm.mjs';
import { pnpmCommand } from '../lib/pnpm.mjs';
import { explain, SetUpError } from '../lib/set-up-error.mjs';
import { mochaArguments } from '../lib/test-files.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const CHECKOUT = {
  'package.json': '{}',
  'pnpm-lock.yaml': 'lockfileVersion: 9',
  'pnpm-workspace.yaml': '',
  'packages/one/package.json': '{"name":"one","dependencies":{"two":"1.0.0"}}',
  'packages/one/node_modules/two/package.json': '{}',
};

describe('the set-up', () => {
  let folder;

  afterEach(() => folder?.remove());

  it('installs again when the lockfile or a package.json changed, and not otherwise', () => {
    folder = temporaryFolder(CHECKOUT);
    const first = dependencyStamp(folder.path);
    expect(dependencyStamp(folder.path)).to.equal(first);
    folder.write('packages/one/package.json', '{"name":"one","dependencies":{"zod":"4"}}');
    const second = dependencyStamp(folder.path);
    expect(second).not.to.equal(first);
    folder.write('pnpm-lock.yaml', 'lockfileVersion: 10');
    expect(dependencyStamp(folder.path)).not.to.equal(second);
  });

  it('installs again when a dependency was removed by hand', () => {
    folder = temporaryFolder(CHECKOUT);
    expect(dependenciesAreInstalled(folder.path)).to.equal(false);
    folder.write('node_modules/.chairside-set-up', dependencyStamp(folder.path));
    expect(dependenciesAreInstalled(folder.path)).to.equal(true);
    rmSync(join(folder.path, 'packages/one/node_modules/two'), { recursive: true });
    expect(dependenciesAreInstalled(folder.path)).to.equal(false);
  });

  it("starts npm's script with Node, also where the way there has spaces", () => {
    folder = temporaryFolder({ 'with space/node_modules/npm/bin/npm-cli.js': '' });
    const execPath = join(folder.path, 'with space', 'node.exe');
    expect(findNpm({ env: {}, execPath })).to.deep.equal({
      command: execPath,
      args: [join(folder.path, 'with space/node_modules/npm/bin/npm-cli.js')],
    });
  });

  it('finds npm on the PATH where it is not beside Node, and not in the script of another package manager', () => {
    folder = temporaryFolder({ 'lib/npm/bin/npm-cli.js': '', 'bin/.keep': '' });
    symlinkSync(join(folder.path, 'lib/npm/bin/npm-cli.js'), join(folder.path, 'bin/npm'));
    const env = { PATH: join(folder.path, 'bin'), npm_execpath: join(folder.path, 'pnpm.cjs') };
    const execPath = join(folder.path, 'else', 'where', 'node');
    expect(findNpm({ env, execPath }).args[0]).to.match(/lib[/\\]npm[/\\]bin[/\\]npm-cli\.js$/);
  });

  it('says so where there is no npm at all', () => {
    folder = temporaryFolder();
    const execPath = join(folder.path, 'else', 'where', 'node');
    expect(() => findNpm({ env: { PATH: '' }, execPath })).to.throw(SetUpError, /npm was not found/);
  });

  it('starts the native pnpm of this platform, and the script where there is none', () => {
    const name = process.platform === 'win32' ? 'pnpm.exe' : 'pnpm';
    const binary = `pnpm/node_modules/@pnpm/exe.${process.platform}-${process.arch}/${name}`;
    folder = temporaryFolder({ [binary]: '' });
    expect(pnpmCommand(folder.path)).to.deep.equal({ command: join(folder.path, binary), args: [] });
    rmSync(join(folder.path, binary));
    expect(pnpmCommand(folder.path).args[0]).to.match(/pnpm\.mjs$/);
  });

  const sentences = {
    'npm error code ENOTFOUND': /cannot be reached while getting pnpm/,
    'error sending request for url': /cannot be reached/,
    'ENOSPC: no space left on device, write': /disk is full/,
    'Error: failed to write: os error 28': /disk is full/,
    'EROFS: read-only file system': /no permission to write/,
    ERR_PNPM_FROZEN_LOCKFILE_WITH_OUTDATED_LOCKFILE: /does not match/,
    'something else': /see \/log for the reason/,
  };
  for (const [output, sentence] of Object.entries(sentences)) {
    it(`has one sentence for "${output}"`, () => {
      const { message } = explain('getting pnpm', output, '/folder', '/log');
      expect(message).to.match(sentence);
      expect(message).not.to.include('\n');
    });
  }
});

describe('the tests that are run', () => {
  let folder;

  beforeEach(() => {
    folder = temporaryFolder({
      'packages/one/test/sub/a.test.ts': '',
      'packages/one/test/helper.ts': '',
      'packages/one/dist-test/sub/a.test.js': '',
      'packages/one/dist-test/removed.test.js': '',
      'scripts/test/b.test.mjs': '',
    });
  });

  afterEach(() => folder.remove());

  it('are those whose source is there, and the options pass on', () => {
    expect(mochaArguments(['--grep', 'X'], { root: folder.path, cwd: folder.path })).to.deep.equal([
      '--grep',
      'X',
      join(folder.path, 'packages/one/dist-test/sub/a.test.js'),
      join(folder.path, 'scripts/test/b.test.mjs'),
    ]);
  });

  it('are the named ones where some are named', () => {
    const named = ['packages/one/test/sub/a.test.ts'];
    expect(mochaArguments(named, { root: folder.path, cwd: folder.path })).to.deep.equal([
      join(folder.path, 'packages/one/dist-test/sub/a.test.js'),
    ]);
  });
});
