import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { broughtNodePath } from '../lib/brought-node.mjs';
import { ROOT } from '../lib/checkout.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const ON_WINDOWS = process.platform === 'win32';

/** Stands for the product: says what it got, and ends as its first argument says. */
const MAIN = `
const [how, ...rest] = process.argv.slice(2);
console.log(JSON.stringify({ pid: process.pid, argv: rest, env: process.env['CHAIRSIDE_STARTED_BY'] ?? null }));
if (how === 'exit') process.exitCode = Number(rest[0]);
if (how === 'wait') {
  setInterval(() => {}, 1000);
  let signals = 0;
  process.on('SIGTERM', () => {
    signals += 1;
    setTimeout(() => { console.log('stopped ' + signals); process.exit(7); }, 100);
  });
  console.log('ready');
}
if (how === 'plain') { setInterval(() => {}, 1000); console.log('ready'); }
`;

describe('the launcher', () => {
  let folder;
  let launcher;
  let tooOld;
  const started = [];

  beforeEach(() => {
    folder = temporaryFolder({
      'packages/runner/dist/main.js': MAIN,
      'packages/runner/package.json': '{"type":"module"}',
      'too-old.mjs': "Object.defineProperty(process, 'version', { value: 'v20.19.0' });\n",
    });
    cpSync(join(ROOT, 'packages', 'runner', 'bin'), join(folder.path, 'packages', 'runner', 'bin'), {
      recursive: true,
    });
    cpSync(join(ROOT, 'scripts', 'lib'), join(folder.path, 'scripts', 'lib'), { recursive: true });
    launcher = join(folder.path, 'packages', 'runner', 'bin', 'chairside.mjs');
    tooOld = ['--import', pathToFileURL(join(folder.path, 'too-old.mjs')).href];
  });

  afterEach(() => {
    for (const run of started.splice(0)) {
      run.killAll();
    }
    folder.remove();
  });

  function bringNode() {
    const node = broughtNodePath(join(folder.path, '.tools'));
    mkdirSync(dirname(node), { recursive: true });
    if (ON_WINDOWS) {
      cpSync(process.execPath, node);
    } else {
      symlinkSync(process.execPath, node);
      chmodSync(node, 0o755);
    }
  }

  function start(nodeArgs, args) {
    const child = spawn(process.execPath, [...nodeArgs, launcher, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (said.out += chunk));
    child.stderr.on('data', (chunk) => (said.err += chunk));
    const until = async (text) => {
      while (!said.out.includes(text)) {
        await once(child.stdout, 'data');
      }
    };
    const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }));
    const first = () => JSON.parse(said.out.split('\n')[0]);
    let isOver = false;
    child.once('close', () => (isOver = true));
    const killAll = () => {
      child.kill('SIGKILL');
      if (!isOver && said.out !== '') {
        process.kill(first().pid, 'SIGKILL');
      }
    };
    const run = { child, ended, until, first, killAll };
    started.push(run);
    return run;
  }

  it('runs the product in the same process where the Node fits', async () => {
    const run = start([], ['exit', '3', 'a b']);
    const { code } = await run.ended;
    expect(code).to.equal(3);
    expect(run.first()).to.deep.equal({ pid: run.child.pid, argv: ['3', 'a b'], env: null });
  });

  it('runs it under the brought Node where the Node is too old, with the same arguments and exit code', async () => {
    bringNode();
    const run = start(tooOld, ['exit', '4', 'a b', '--x']);
    const { code } = await run.ended;
    expect(code).to.equal(4);
    expect(run.first().argv).to.deep.equal(['4', 'a b', '--x']);
    expect(run.first().pid).not.to.equal(run.child.pid);
    expect(run.first().env).to.equal(null);
  });

  it('says one sentence where set-up has not run', async () => {
    const { code, err } = await start(tooOld, ['exit', '0']).ended;
    expect(code).to.equal(1);
    expect(err).to.match(/^Chairside is not set up yet[^\n]*\n$/);
  });

  it('says which Node it needs where there is no checkout to bring one', async () => {
    cpSync(join(folder.path, 'packages'), join(folder.path, 'installed', 'a', 'b'), { recursive: true });
    launcher = join(folder.path, 'installed', 'a', 'b', 'runner', 'bin', 'chairside.mjs');
    const { code, err } = await start(tooOld, ['exit', '0']).ended;
    expect(code).to.equal(1);
    expect(err).to.match(/^Chairside needs Node 22\.22[^\n]*\n$/);
  });

  it('passes a stop on once, though it came twice, and ends with the exit code of the product', async function () {
    if (ON_WINDOWS) {
      this.skip();
    }
    bringNode();
    const run = start(tooOld, ['wait']);
    await run.until('ready');
    process.kill(run.first().pid, 'SIGTERM');
    run.child.kill('SIGTERM');
    const { code, out } = await run.ended;
    expect(code).to.equal(7);
    expect(out).to.match(/stopped 1\n$/);
  });

  it('ends by the signal that ended the product', async function () {
    if (ON_WINDOWS) {
      this.skip();
    }
    bringNode();
    const run = start(tooOld, ['plain']);
    await run.until('ready');
    run.child.kill('SIGTERM');
    expect((await run.ended).signal).to.equal('SIGTERM');
  });

  for (const how of ['wait', 'plain']) {
    it(`leaves no product behind when it is killed (${how})`, async () => {
      bringNode();
      const run = start(tooOld, [how]);
      await run.until('ready');
      run.child.kill('SIGKILL');
      // Both hold the pipe that is read here, so it closes when both are gone.
      const { out } = await run.ended;
      expect(out.includes('stopped 1')).to.equal(how === 'wait');
    });
  }
});
