import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { ChairsideError } from '@chairside/core';
import { FileStaging } from '@chairside/core/download';
import { expect } from 'chai';
import fc from 'fast-check';
import { runs } from './runs.js';
import { ScriptedServer } from './scripted-server.js';
import { handmadeZip, type HandmadeEntry } from './zip-bytes.js';

const QUIET = { debug() {}, info() {}, warn() {}, error() {}, with: () => QUIET };

const part = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    ' ',
    '...',
    'C:',
    'con',
    'AUX.stl',
    'nul .txt',
    'a.',
    'a',
    'A',
    '\u00e9',
    'e\u0301',
    '~',
    '%2e%2e',
    '\0',
    '__MACOSX',
    '.DS_Store',
    '.export.zip',
    'export.zip.part',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const name = fc
  .tuple(
    fc.array(part, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('/', '\\', '//'),
    fc.constantFrom('', '/', '\\', '//?/', 'C:\\'),
  )
  .map(([parts, slash, root]) => root + parts.join(slash));
const number = fc.constantFrom(0, 1, 7, 30, 65_535, 0x7fffffff, 0xffffffff);
const size = fc.option(number, { nil: undefined, freq: 8 });
const entry: fc.Arbitrary<HandmadeEntry> = fc
  .record({
    name,
    data: fc
      .oneof(fc.uint8Array({ maxLength: 60 }), fc.constant(new Uint8Array(3_000)))
      .map((bytes) => Buffer.from(bytes)),
    stored: fc.boolean(),
    localName: fc.option(name, { nil: undefined, freq: 8 }),
    flags: fc.constantFrom(0x800, 0x800, 0x800, 0, 1, 8),
    method: fc.option(fc.constantFrom(0, 8, 9, 99), { nil: undefined, freq: 8 }),
    madeBy: fc.constantFrom(20, 0x0314, 0x1314),
    attributes: fc.constantFrom(0, 0, 0x81a40000, 0xa1ff0000, 0x41ed0000, 0x400),
    crc: size,
    size,
    packedSize: size,
    offset: size,
    localSize: size,
    localPackedSize: size,
  })
  // An option that is undefined is one that is not there.
  .map(
    (made) =>
      Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as unknown as HandmadeEntry,
  );

/** Every file below a folder. */
async function below(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => !one.isDirectory()).map((one) => join(one.parentPath, one.name));
}

describe('any ZIP whatever', () => {
  let outside: string;
  let root: string;
  let staging: FileStaging;
  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'chairside-any-zip-'));
    root = join(outside, 'a', 'b', 'staging');
    await mkdir(root, { recursive: true });
    staging = new FileStaging({ root, logger: QUIET });
  });
  afterEach(() => rm(outside, { recursive: true, force: true }));

  /** Fetches it, and looks at what came of it. */
  async function isTamed(zip: Buffer): Promise<void> {
    try {
      const { files } = await staging.fetchScan(
        'job',
        [new ScriptedServer(zip, [{ validator: null }])],
        () => undefined,
        new AbortController().signal,
      );
      for (const file of files) {
        expect(relative(join(root, 'job'), file.path).split(sep)[0], 'its place').to.equal('files');
        expect(file.name.split('/'), 'its name').not.to.include.members(['..']);
        expect(file.name, 'its name').not.to.match(/^[/\\]|^[a-z]:|\0/i);
        expect((await readFile(file.path)).length).to.equal(file.size);
      }
      const names = files.map((file) => file.name.normalize('NFC'));
      expect(new Set(names).size).to.equal(names.length);
    } catch (error) {
      if (!ChairsideError.is(error)) throw error;
      expect(error.code).to.be.oneOf(['DOWNLOAD_CORRUPT', 'ZIP_REFUSED', 'DOWNLOAD_CUT']);
      expect(await below(root)).to.deep.equal([]);
    }
    for (const file of await below(outside)) expect(file.startsWith(root + sep), file).to.equal(true);
    await staging.discard('job');
  }

  it('writes nothing outside its folder, and ends staged or refused', async () => {
    const zip = fc.tuple(fc.array(entry, { maxLength: 5 }), fc.option(fc.nat({ max: 9 }), { nil: undefined, freq: 8 }));
    await fc.assert(
      fc.asyncProperty(zip, ([entries, count]) => isTamed(handmadeZip(entries, count === undefined ? {} : { count }))),
      runs(250),
    );
  }).timeout(120_000);

  it('is as harmless with sound entries under any names', async () => {
    const entries = fc.array(name, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(entries, (names) => isTamed(handmadeZip(names.map((one) => ({ name: one }))))),
      runs(150),
    );
  }).timeout(120_000);
});
