import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  defineAdapter,
  type AdapterDescriptor,
  type RxKey,
  type PatientRef,
  type RxChange,
  type ScanDelivery,
} from '@chairside/core';
import { z } from 'zod';

/** Adapters on one folder that do their work, as long as nobody kills them in the middle of it. */
function careless(mistake: 'forgets' | 'doubles' | 'renames'): AdapterDescriptor<{ folder: string }> {
  return defineAdapter({
    name: `careless-${mistake}`,
    apiVersion: '1.0',
    options: z.strictObject({ folder: z.string() }),
    create: ({ folder }) => {
      const said = new Map<string, RxChange>();
      return {
        rxTrigger: {
          read: async () => {
            for (const name of await readdir(join(folder, 'inbox'))) {
              const path = join(folder, 'inbox', name);
              const { key, patient } = JSON.parse(await readFile(path, 'utf8')) as { key: RxKey; patient: PatientRef };
              const id = mistake === 'renames' ? randomUUID() : key;
              // Before anybody has committed it: a crash from here on loses it.
              if (mistake === 'forgets') await unlink(path);
              said.set(name, { id, change: 'wanted', rx: { key, patient } });
            }
            return { kind: 'changes', changes: [...said.values()] };
          },
          acknowledge: async (outcomes) => {
            for (const [name, change] of said) {
              if (!outcomes.some(({ id }) => id === change.id)) continue;
              said.delete(name);
              await writeFile(join(folder, 'log'), change.id);
              await unlink(join(folder, 'inbox', name)).catch(() => undefined);
            }
          },
        },
        sink: {
          deliver: async (delivery) => ({
            key: delivery.key,
            files: await place(folder, delivery, mistake === 'doubles'),
          }),
          holds: async () => 'held',
        },
        probe: async () => [],
        close: async () => undefined,
      };
    },
  });
}

/** Files under a name of the moment, and writes down last which one that was: a crash in between files once more. */
async function place(folder: string, { key, files, patient }: ScanDelivery, underNewNames: boolean) {
  const index = join(folder, 'index', createHash('sha256').update(key).digest('hex'));
  const before = await readFile(index, 'utf8').catch(() => undefined);
  const name = before ?? (underNewNames ? randomUUID() : createHash('sha256').update(key).digest('hex'));
  const placed = [];
  for (const [number, { path, size, sha256 }] of files.entries()) {
    const place = join('charts', patient.ref, `${name}-${number}`);
    await mkdir(join(folder, 'charts', patient.ref), { recursive: true });
    await writeFile(join(folder, place), await readFile(path));
    placed.push({ path: place, size, sha256 });
  }
  await mkdir(join(folder, 'index'), { recursive: true });
  await writeFile(index, name);
  return placed;
}

export const forgetful = careless('forgets');
export const doubling = careless('doubles');
export const renaming = careless('renames');
