import type { ScanDelivery } from '@chairside/core';
import { CaptureLogger, FakeClock, NO_RX_RULES } from '@chairside/adapter-testkit';
import { filesystem } from '@chairside/adapter-filesystem';
import { ClinicId } from '@chairside/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

// A process of its own, to be killed: files the deliveries of `deliveries.json` in the folder it is given.
const dir = process.argv[2] ?? '';
const { signal } = new AbortController();
const ports = await filesystem.create(
  filesystem.options.parse({ inbox: 'inbox', outbox: 'outbox', charts: 'charts', watch: 'poll' }),
  {
    clinic: ClinicId('main-street'),
    logger: new CaptureLogger(),
    clock: new FakeClock(),
    rx: NO_RX_RULES,
    signal,
    resolvePath: (path) => join(dir, path),
    wake: () => undefined,
  },
);
const deliveries = JSON.parse(await readFile(join(dir, 'deliveries.json'), 'utf8')) as ScanDelivery[];
process.stdout.write('ready\n');
for (const delivery of deliveries) await ports.sink?.deliver(delivery, signal);
await ports.close();
