import { type MoveCalls, moveFile, moveWithoutReplacing, retryBusy } from '@chairside/core/files';
import { CaptureLogger } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { chmod, lstat, mkdtemp, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachLimited } from '../dist/files/for-each-limited.js';
import { placeFile } from '../dist/files/place-file.js';
import { foldName, safeName } from '../dist/files/safe-name.js';
import { InboxFolders } from '../dist/inbox/inbox-folders.js';
import { LeftSources } from '../dist/inbox/left-sources.js';
import { codeOf } from './support/house.js';

const refuse = (code: string) => async (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));

describe('files', () => {
  let dir: string;
  const path = (name: string): string => join(dir, name);
  const crossVolume: MoveCalls = { rename: refuse('EXDEV'), unlink };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chairside-files-'));
    await writeFile(path('a'), 'content');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('move to another volume by a copy', async () => {
    expect(await moveFile(path('a'), path('b'), crossVolume)).to.equal('moved');
    expect(await readdir(dir)).to.deep.equal(['b']);
    expect(await readFile(path('b'), 'utf8')).to.equal('content');
    expect(await codeOf(moveFile(path('a'), path('c'), crossVolume))).to.equal('ENOENT');
    expect(await readdir(dir)).to.deep.equal(['b']);
  });

  it('that were taken by a copy and cannot be removed are remembered, not doubled', async () => {
    await writeFile(path('a.json'), '{}');
    const calls: MoveCalls = { rename: refuse('EXDEV'), unlink: refuse('EACCES') };
    const folders = new InboxFolders({
      path: dir,
      takes: (name) => name.endsWith('.json'),
      now: () => 0,
      logger: new CaptureLogger(),
      calls,
    });
    await folders.prepare();
    const [file] = await folders.waiting();
    if (file === undefined) throw new Error('a file expected');
    const taken = await folders.claim(file);
    expect(taken?.sourceLeft).to.equal(true);
    const left = new LeftSources(dir);
    await import('node:fs/promises').then(({ mkdir }) => mkdir(path('.chairside')));
    await left.add(file);
    expect(await new LeftSources(dir).without(await folders.waiting())).to.deep.equal([]);
    expect(await folders.waiting()).to.deep.equal([]);
    await writeFile(path('a.json'), '{"new": true}');
    const fresh = await folders.waiting();
    expect(await left.without(fresh)).to.deep.equal(fresh);
  });

  it('are never replaced by a move', async () => {
    await writeFile(path('b'), 'foreign');
    expect(await codeOf(moveWithoutReplacing(path('a'), path('b')))).to.equal('EEXIST');
    expect(await readFile(path('b'), 'utf8')).to.equal('foreign');
    await moveWithoutReplacing(path('a'), path('c'));
    expect(await readdir(dir)).to.deep.equal(['b', 'c']);
  });

  it('are placed with the rights of a new file: by a link only where these agree', async function () {
    if (process.platform === 'win32') this.skip();
    await chmod(path('a'), 0o644);
    await placeFile(path('a'), path('linked'), 0o644);
    expect((await stat(path('linked'))).ino).to.equal((await stat(path('a'))).ino);
    await chmod(path('a'), 0o600);
    await placeFile(path('a'), path('copied'), 0o644);
    expect((await stat(path('copied'))).ino).not.to.equal((await stat(path('a'))).ino);
    expect((await lstat(path('copied'))).mode & 0o777).to.equal(0o644);
    expect((await lstat(path('a'))).mode & 0o777).to.equal(0o600);
  });

  it('that somebody holds for a moment are tried again', async () => {
    let calls = 0;
    const job = async (): Promise<string> => {
      calls += 1;
      if (calls < 3) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
      await rename(path('a'), path('b'));
      return 'done';
    };
    expect(await retryBusy(job)).to.equal('done');
    expect(await codeOf(retryBusy(refuse('ENOENT')))).to.equal('ENOENT');
  });

  it('get names that are legal everywhere, the same each time', () => {
    const cases = {
      'con.txt': '_con.txt',
      LPT1: '_LPT1',
      'a/b': 'a_b',
      '..': '_',
      ' x. ': 'x',
      'e\u0301': '\u00e9',
      '': '_',
      'console.txt': 'console.txt',
      '\ud800x': '_x',
    };
    for (const [text, name] of Object.entries(cases)) expect(safeName(text), text).to.equal(name);
    const long = safeName(`${'名'.repeat(200)}.stl`);
    expect(Buffer.byteLength(long)).to.be.at.most(255);
    expect(long).to.match(/~[0-9a-f]{8}\.stl$/);
    expect(safeName(`${'a'.repeat(200)}1`)).not.to.equal(safeName(`${'a'.repeat(200)}2`));
    expect(foldName('STRASSE')).to.equal(foldName('straße'));
  });

  it('are worked on a few at a time, and a failure starts no more', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const job = async (item: number): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (item === 3) throw Object.assign(new Error('three'), { code: 'THREE' });
      done.push(item);
    };
    expect(await codeOf(forEachLimited([0, 1, 2, 3, 4, 5, 6, 7], 2, job))).to.equal('THREE');
    expect(most).to.equal(2);
    expect(done).not.to.include(7);
  });
});
