import { readFileSync, rmSync, utimesSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 2000;
const STALE_MS = 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whether the holder is gone: its process ended, or (another computer, a reused number) its heart stopped long ago. */
async function isStale(file, owner) {
  const [host, pid] = owner.split(' ');
  if (host === hostname() && !isAlive(Number(pid))) {
    return true;
  }
  const { mtimeMs } = await stat(file);
  return Date.now() - mtimeMs > STALE_MS;
}

/**
 * Takes an abandoned lock away. Of several that try, the rename lets one succeed; a lock that was renewed in between is put
 * back.
 */
async function takeAway(file, owner) {
  const aside = `${file}.${process.pid}`;
  await rename(file, aside);
  if ((await readFile(aside, 'utf8')) !== owner) {
    await rename(aside, file);
    return;
  }
  await rm(aside, { force: true });
}

async function tryToTake(file, mine) {
  try {
    await writeFile(file, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
  }
  try {
    const owner = await readFile(file, 'utf8');
    if (await isStale(file, owner)) {
      await takeAway(file, owner);
      return await tryToTake(file, mine);
    }
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw error;
    }
  }
  return false;
}

/**
 * Waits for, and takes, a lock that other processes on this checkout respect. A lock whose holder died counts as free.
 *
 * @param {string} file its folder exists
 * @param {() => void} onWait called once when another process holds it
 * @returns {Promise<() => void>} gives the lock back; happens by itself when this process exits
 */
export async function takeLock(file, onWait) {
  const mine = `${hostname()} ${process.pid} ${Date.now()}`;
  let waited = false;
  while (!(await tryToTake(file, mine))) {
    if (!waited) {
      waited = true;
      onWait();
    }
    await sleep(150);
  }
  const heart = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      clearInterval(heart);
    }
  }, HEARTBEAT_MS).unref();
  const release = () => {
    clearInterval(heart);
    process.off('exit', release);
    try {
      if (readFileSync(file, 'utf8') === mine) {
        rmSync(file);
      }
    } catch {
      // Gone already, which is what was wanted.
    }
  };
  process.once('exit', release);
  return release;
}
