import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { ConfigSource } from '../../dist/config/config-source.js';
import { configJsonSchema } from '../../dist/config/json-schema.js';
import { loadLastGood, saveLastGood } from '../../dist/config/last-good.js';
import { parseConfig } from '../../dist/config/load-config.js';
import { readVaultLocation } from '../../dist/config/vault-location.js';
import { CLINICS, ITERO, READERS } from './sample.js';

describe('what is kept and shown of a configuration', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-config-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is the last good text, for its owner only, as if it stood in the file', async () => {
    const file = join(folder, 'chairside.yaml');
    const dataDir = join(folder, 'data');
    expect(await loadLastGood(dataDir, file)).to.equal(undefined);
    await saveLastGood(dataDir, new ConfigSource(file, ITERO));
    await saveLastGood(dataDir, new ConfigSource(file, ITERO + CLINICS));
    const copy = (await loadLastGood(dataDir, file))!;
    expect(copy.text).to.equal(ITERO + CLINICS);
    expect((await parseConfig(copy, READERS)).config!.dataDir).to.equal(dataDir);
    if (process.platform !== 'win32')
      expect((await stat(join(dataDir, 'config.last-good.yaml'))).mode & 0o777).to.equal(0o600);
  });

  it('is the place of the vault, also of a file that is wrong or not there', async () => {
    const file = join(folder, 'chairside.yaml');
    const home = { vault: 'file', dataDir: join(folder, 'data') };
    expect(await readVaultLocation(file, {})).to.deep.equal(home);
    await writeFile(file, 'dataDir: ${WHERE}\nvault: keyring\nclinics: [\n');
    expect(await readVaultLocation(file, { WHERE: './there' })).to.deep.equal({
      vault: 'keyring',
      dataDir: join(folder, 'there'),
    });
    expect(await readVaultLocation(file, {})).to.deep.equal({ ...home, vault: 'keyring' });
  });

  it('is a JSON Schema that knows the adapters', () => {
    const options = z.strictObject({ inbox: z.string(), settle: z.string().default('2s') });
    const schema = configJsonSchema([{ name: 'filesystem', options }]) as {
      required: string[];
      properties: Record<
        string,
        {
          default?: unknown;
          items?: { properties: Record<string, { anyOf: { properties: object; required: string[] }[] }> };
        }
      >;
    };
    expect(schema.required).to.have.members(['itero', 'clinics']);
    expect(schema.properties['dataDir']!.default).to.equal('./data');
    const [filesystem, other] = schema.properties['clinics']!.items!.properties['adapter']!.anyOf;
    const own = ['use', 'isolation', 'memoryLimit', 'startWithin'];
    expect(filesystem!.properties).to.have.keys(...own, 'inbox', 'settle');
    expect(filesystem!.required).to.have.members(['use', 'inbox']);
    expect(other!.properties).to.have.keys(...own);
    expect(other!.properties).to.have.nested.property('use.not.enum').that.deep.equals(['filesystem']);
  });
});
