import { readFile } from 'node:fs/promises';
import { FilesystemOptions } from '@chairside/adapter-filesystem';
import { OpenDentalOptions } from '@chairside/adapter-opendental';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { z } from 'zod';
import { ClinicSchema } from '../../dist/config/clinic-schema.js';
import { HouseSchema } from '../../dist/config/schema.js';

type Section = Readonly<Record<string, unknown>>;
const ADAPTERS: Readonly<Record<string, z.ZodType>> = { filesystem: FilesystemOptions, opendental: OpenDentalOptions };

/** The YAML examples of the document, each some sections of the house or of a clinic. */
async function examples(): Promise<readonly Section[]> {
  const text = await readFile(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => parse(block) as Section);
}

describe('the examples of docs/configuration.md', () => {
  it('are, put together, a configuration', async () => {
    const sections = await examples();
    const inClinic = (name: string): boolean => Object.hasOwn(ClinicSchema.shape, name);
    const all = sections.flatMap((section) => Object.entries(section));
    const house = Object.fromEntries(all.filter(([name]) => !inClinic(name)));
    expect(HouseSchema.safeParse(house).error?.issues ?? []).to.deep.equal([]);

    const [first] = house['clinics'] as readonly Section[];
    for (const [name, value] of all.filter(([section]) => inClinic(section))) {
      const clinic = ClinicSchema.safeParse({ ...first, [name]: value });
      expect(clinic.error?.issues ?? [], name).to.deep.equal([]);
    }
  });

  it('use options that the adapters have', async () => {
    const adapters = (await examples()).flatMap(({ adapter }) => (adapter === undefined ? [] : [adapter as Section]));
    expect(adapters.map(({ use }) => use)).to.have.members(Object.keys(ADAPTERS));
    for (const { use, ...options } of adapters)
      expect(ADAPTERS[String(use)]?.safeParse(options).error?.issues ?? []).to.deep.equal([]);
  });
});
