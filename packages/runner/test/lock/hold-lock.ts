import { lockDataFolder } from '../../dist/lock/data-folder-lock.js';

/** Run as a process of its own: takes the lock of the folder named first, says so, and keeps it. */
await lockDataFolder(process.argv[2] ?? '');
process.send?.('held');
setInterval(() => {}, 60_000);
