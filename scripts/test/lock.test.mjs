import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../lib/checkout.mjs';
import { takeLock } from '../lib/lock.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const LOCK = pathToFileURL(join(ROOT, 'scripts', 'lib', 'lock.mjs')).href;

describe('the lock of the set-up', () => {
  let folder;
  let file;

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder.path, 'setup.lock');
  });

  afterEach(() => folder.remove());

  async function holdInAnotherProcess() {
    const script = `import { takeLock } from ${JSON.stringify(LOCK)};
      await takeLock(process.argv[1], () => {});
      console.log('held');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  it('makes a second one wait until the first is done', async () => {
    const release = await takeLock(file, () => {});
    const order = [];
    const second = takeLock(file, () => order.push('waits')).then((releaseSecond) => {
      order.push('second');
      releaseSecond();
    });
    while (order.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    order.push('first done');
    release();
    await second;
    expect(order).to.deep.equal(['waits', 'first done', 'second']);
    expect(existsSync(file)).to.equal(false);
  });

  it('is free again when its holder was killed', async () => {
    const holder = await holdInAnotherProcess();
    expect(readFileSync(file, 'utf8')).to.include(` ${holder.pid} `);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const release = await takeLock(file, () => {});
    expect(readFileSync(file, 'utf8')).to.include(` ${process.pid} `);
    release();
  });

  it('lets one at a time through when many find it abandoned', async () => {
    const holder = await holdInAnotherProcess();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    let inside = 0;
    let most = 0;
    const visit = async () => {
      const release = await takeLock(file, () => {});
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
      release();
    };
    await Promise.all(Array.from({ length: 8 }, visit));
    expect(most).to.equal(1);
  });
});
