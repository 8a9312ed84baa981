import { FakeClock } from '@chairside/adapter-testkit';
import { ChairsideError, ClinicId, type ScanDelivery } from '@chairside/core';
import { readFile } from 'node:fs/promises';
import { Database, type DatabaseAddress } from '../../../dist/database/database.js';
import { OpenDental } from '../../../dist/database/open-dental.js';
import { ImageCharts } from '../../../dist/images/image-charts.js';
import type { ImageFolderOptions } from '../../../dist/images/image-folder-options.js';
import { ImageFolderSink } from '../../../dist/images/image-folder-sink.js';

/** What the process is given in a file. */
export interface DeliverAll {
  readonly address: DatabaseAddress;
  readonly options: ImageFolderOptions;
  readonly deliveries: readonly ScanDelivery[];
}

// A process of its own, to be killed or put on a disk of its own: files deliveries, and says how each ended.
const told = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as DeliverAll;
const { signal } = new AbortController();
const database = new Database(told.address);
const openDental = new OpenDental(database, new FakeClock());
const charts = new ImageCharts(openDental, { files: told.options, resolvePath: (path) => path });
const sink = new ImageFolderSink(charts, told.options, ClinicId('main-street'));
process.stdout.write('ready\n');
for (const delivery of told.deliveries) {
  const end = await sink.deliver(delivery, signal).then(
    () => 'filed',
    (error: unknown) => ChairsideError.from(error).code,
  );
  process.stdout.write(`${end}\n`);
}
await database.close();
