import { SystemClock } from '../../dist/log/system-clock.js';
import { openVault } from '../../dist/vault/open-vault.js';

/** Run as a process of its own: writes ten secrets named after its second argument into the vault of its first. */
const [, , folder = '', name = ''] = process.argv;
const vault = await openVault('file', folder, new SystemClock());
for (let index = 0; index < 10; index++) await vault.set(`${name}${index}`, `value of ${name}${index}`);
