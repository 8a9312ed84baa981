import { workerData } from 'node:worker_threads';

// A thread of its own, as the adapter may keep the other one busy for ever.
const parent = workerData as number;

function isThere(): boolean {
  if (process.ppid !== parent) return false;
  try {
    return process.kill(parent, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

setInterval(() => {
  if (!isThere()) process.kill(process.pid, 'SIGKILL');
}, 1_000);
