import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { CommandError, EXIT } from './command-error.js';
import type { DemoPractice } from './demo-practice.js';
import { say } from './print.js';

/** What the package of an adapter says of the practice that it brings along. */
const Manifest = z.object({
  name: z.string(),
  chairside: z.object({ practice: z.string(), rx: z.record(z.string(), z.unknown()).default({}) }),
});

/** The hands of a made-up practice that the demo needs, as the kit for adapters has them. */
interface Practice {
  readonly options: object;
  addPatients(people: readonly Person[]): Promise<readonly string[]>;
  wantScan?(wish: { readonly patient: string; readonly person: Person; readonly notes?: string }): Promise<string>;
  chart?(patient: string, person: Person): Promise<readonly { readonly name: string }[]>;
  close(): Promise<void>;
}

interface Person {
  readonly chartNumber: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: string;
}

const PEOPLE: readonly Person[] = [
  { chartNumber: '1001', firstName: 'Sample', lastName: 'Incisor', dateOfBirth: '1980-02-03' },
  { chartNumber: '1002', firstName: 'Demo', lastName: 'Molar', dateOfBirth: '1975-11-30' },
  { chartNumber: '1003', firstName: 'Test', lastName: 'Premolar', dateOfBirth: '1990-12-24' },
];

/** The practice that an adapter's package brings along. Throws CommandError where it brings none that the demo can use. */
export async function makeAdapterPractice(path: string): Promise<DemoPractice> {
  const folder = resolve(path);
  const { name, chairside } = await manifestOf(folder);
  const practice = await openPractice(join(folder, chairside.practice));
  const { wantScan, chart } = practice;
  if (wantScan === undefined) {
    await practice.close();
    throw new CommandError(EXIT.usage, `The practice of ${name} has no wantScan, so nobody asks for a scan.`);
  }
  const known: { readonly ref: string; readonly person: Person }[] = [];
  return {
    sections: { adapter: { use: folder, ...practice.options }, rx: chairside.rx },
    scans: PEOPLE.length,
    invitation: `the practice is that of ${name}`,
    ask: async () => {
      const refs = await practice.addPatients(PEOPLE);
      for (const [index, person] of PEOPLE.entries()) {
        const patient = refs[index]!;
        known.push({ ref: patient, person });
        await wantScan.call(practice, { patient, person });
      }
      say(
        `In the practice of ${name}: ${PEOPLE.map(({ firstName, lastName }) => `${firstName} ${lastName}`).join(', ')}`,
      );
    },
    show: async () => {
      for (const { ref, person } of known) {
        say(`In the chart of ${person.firstName} ${person.lastName}:`);
        for (const file of (await chart?.call(practice, ref, person)) ?? []) say(`  ${file.name}`);
      }
    },
    close: () => practice.close(),
  };
}

async function manifestOf(folder: string): Promise<z.infer<typeof Manifest>> {
  const file = join(folder, 'package.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new CommandError(EXIT.usage, `There is no ${file}: --adapter takes the folder of an adapter.`);
  const manifest = Manifest.safeParse(JSON.parse(text));
  if (manifest.success) return manifest.data;
  throw new CommandError(
    EXIT.usage,
    `${file} names no practice: "chairside": { "practice": "./dist/….js" } is the module whose openPractice opens one.`,
  );
}

async function openPractice(file: string): Promise<Practice> {
  let loaded: { readonly openPractice?: () => Promise<Practice> };
  try {
    loaded = (await import(pathToFileURL(file).href)) as typeof loaded;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw new CommandError(
      EXIT.usage,
      `${file} cannot be loaded (${code ?? 'it throws'}): run npm install and npm test there first.`,
    );
  }
  if (loaded.openPractice === undefined) throw new CommandError(EXIT.usage, `${file} exports no openPractice.`);
  return loaded.openPractice();
}
