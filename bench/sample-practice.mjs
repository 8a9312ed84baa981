import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from './worker.mjs';

/** The patient of all orders, who is nobody; the roster lets their scans be filed without an RX. */
export const PATIENT = { firstName: 'Bench', lastName: 'Sample', chartNumber: '1' };

/** A product process with a practice of its own, paired with the simulated cloud. */
export async function openPractice(folder, simulator, clinic) {
  await mkdir(folder, { recursive: true });
  const itero = await simulator.ask('config', { redirectUrl: 'http://127.0.0.1:8478/pairing/callback' });
  await writeFile(join(folder, 'secret.txt'), String(itero.clientSecret));
  await writeFile(
    join(folder, 'patients.csv'),
    `chartNumber,firstName,lastName\n${PATIENT.chartNumber},${PATIENT.firstName},${PATIENT.lastName}\n`,
  );
  const config = {
    dataDir: './data',
    http: false,
    itero: { ...itero, clientSecret: '${file:./secret.txt}' },
    clinics: [
      {
        id: 'bench',
        adapter: { use: 'filesystem', inbox: './inbox', charts: './charts', roster: './patients.csv', watch: 'poll' },
        ...clinic,
      },
    ],
  };
  // JSON is YAML.
  await writeFile(join(folder, 'chairside.yaml'), JSON.stringify(config));
  const product = await Worker.start('./product-process.mjs');
  await product.ask('open', { config: join(folder, 'chairside.yaml') });
  return { product, baseUrl: itero.baseUrl };
}
