import { ChairsideError, type AdapterHost, type AdapterPorts } from '@chairside/core';
import { Database } from './database/database.js';
import { OpenDental } from './database/open-dental.js';
import { OpenDentalDirectory } from './directory/open-dental-directory.js';
import { filingOf } from './filing.js';
import type { OpenDentalOptions } from './options.js';
import { OpenDentalPatients } from './patients/open-dental-patients.js';
import { probeDatabase } from './probe.js';
import { VisitTrigger } from './visits/visit-trigger.js';

/** Throws DATABASE_CAN_WRITE where the account may do more than read; whatever else is wrong may pass while we wait. */
async function refuseWriter(openDental: OpenDental, { signal, logger }: AdapterHost): Promise<void> {
  try {
    await openDental.schema(signal);
  } catch (thrown) {
    const { code } = ChairsideError.from(thrown);
    if (code === 'DATABASE_CAN_WRITE') throw thrown;
    logger.warn('The database cannot be read yet', { code });
  }
}

/** Puts the adapter's parts together for one clinic. */
export async function createOpenDentalPorts(options: OpenDentalOptions, host: AdapterHost): Promise<AdapterPorts> {
  const { tls } = options.database;
  const database = new Database({
    ...options.database,
    tls: typeof tls === 'string' ? host.resolvePath(tls) : tls,
  });
  const openDental = new OpenDental(database, host.clock);
  try {
    await refuseWriter(openDental, host);
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
  const filing = filingOf(options, openDental, host);
  return {
    rxTrigger: new VisitTrigger(openDental, options, host.rx, host.clock),
    patients: new OpenDentalPatients(openDental, options.chartNumber),
    sink: filing.sink,
    directory: new OpenDentalDirectory(openDental),
    probe: async (signal) => {
      const findings = await probeDatabase(openDental, signal);
      // The image folder is found by the database: without it there would be a second line for the same trouble.
      const readable = findings.every(({ level }) => level === 'ok' || level === 'warning');
      return readable || options.files.via === 'api' ? [...findings, ...(await filing.probe(signal))] : findings;
    },
    close: () => database.close(),
  };
}
