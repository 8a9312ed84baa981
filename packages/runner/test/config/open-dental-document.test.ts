import { readFile } from 'node:fs/promises';
import { OpenDentalOptions } from '@chairside/adapter-opendental';
import { expect } from 'chai';
import { parse } from 'yaml';
import { ClinicSchema } from '../../dist/config/clinic-schema.js';

interface Example {
  readonly clinics: readonly [{ readonly adapter: Readonly<Record<string, unknown>>; readonly rx: object }];
}

/** The YAML examples of the document, with the options on that are shown switched off: the clinic, its codes, the API. */
async function examples(): Promise<readonly [Example, object, object]> {
  const text = await readFile(new URL('../../../../docs/open-dental.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) =>
    parse(block.replaceAll(/^( *)# (?=\w+: )/gm, '$1')),
  );
  expect(blocks).to.have.length(3);
  return blocks as unknown as readonly [Example, object, object];
}

describe('the examples of docs/open-dental.md', () => {
  it('are taken as a configuration', async () => {
    const [{ clinics }, codes, filing] = await examples();
    const [{ adapter, rx }] = clinics;
    const { use, ...options } = adapter;
    expect(use).to.equal('opendental');
    for (const given of [options, { ...options, ...filing }])
      expect(OpenDentalOptions.safeParse(given).error?.issues ?? []).to.deep.equal([]);
    const clinic = ClinicSchema.safeParse({ id: 'main-street', adapter, rx: { ...rx, ...codes } });
    expect(clinic.error?.issues ?? []).to.deep.equal([]);
    expect(Object.keys(clinic.data?.rx.procedures ?? {})).to.include.members(['D2740', 'D0350']);
  });

  it('show what is the default where they say nothing else', async () => {
    const { use: _, files, ...shown } = (await examples())[0].clinics[0].adapter;
    const { database } = shown as { readonly database: object };
    const { database: __, files: usual, api: ___, ...defaults } = OpenDentalOptions.parse({ database });
    expect(shown).to.deep.equal({ database, ...defaults });
    const { zip, pictures, rx, meshes } = usual;
    expect(files).to.include({ zip, pictures, rx, meshes });
  });
});
