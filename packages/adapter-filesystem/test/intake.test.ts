import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { mkdtemp, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InboxFolders } from '../dist/inbox/inbox-folders.js';
import { Intake, type Look } from '../dist/inbox/intake.js';
import { LeftSources } from '../dist/inbox/left-sources.js';
import { Settling } from '../dist/inbox/settling.js';
import { JsonFormat } from '../dist/format/json-format.js';
import { RequestFormats } from '../dist/format/request-formats.js';
import { FilesystemOptions } from '../dist/options.js';
import { signal } from './support/house.js';

const REQUEST = JSON.stringify({ requestId: 'A-1', patient: { chartNumber: '1', firstName: 'Jane', lastName: 'Doe' } });

describe('taking files', () => {
  let dir: string;
  const clock = new FakeClock();
  const logger = new CaptureLogger();
  let held: boolean;
  let refused: string | undefined;
  let folders: InboxFolders;
  let intake: Intake;
  const look = async (): Promise<readonly Look['kind'][]> => {
    const kinds: Look['kind'][] = [];
    for (const file of (await folders.waiting()).toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      kinds.push((await intake.waiting(file, signal)).kind);
    }
    return kinds;
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chairside-intake-'));
    held = true;
    refused = undefined;
    const calls = {
      unlink,
      // As Windows answers while the writer has the file open.
      rename: async (from: string, to: string): Promise<void> => {
        if (refused !== undefined) throw Object.assign(new Error('refused'), { code: refused });
        if (held && from.endsWith('held.json')) throw Object.assign(new Error('held'), { code: 'EACCES' });
        await rename(from, to);
      },
    };
    folders = new InboxFolders({
      path: dir,
      takes: (name) => name.endsWith('.json'),
      now: () => clock.now(),
      logger: new CaptureLogger(),
      calls,
    });
    await folders.prepare();
    const { limits } = FilesystemOptions.parse({ inbox: 'a', charts: 'b' });
    const rules = { formats: new RequestFormats([new JsonFormat('auto', limits)]), dateFormat: 'auto', limits };
    intake = new Intake({ folders, left: new LeftSources(dir), settling: new Settling(2_000), rules, clock, logger });
    await writeFile(join(dir, 'held.json'), REQUEST);
    await writeFile(join(dir, 'open.json'), REQUEST);
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('waits for a disk that is full, which is not the affair of a single file, and goes on when there is room', async () => {
    await look();
    await clock.advance(2_000);
    refused = 'ENOSPC';
    expect(await look()).to.deep.equal(['stuck', 'stuck']);
    expect(logger.lines).to.deep.equal([]);
    refused = undefined;
    expect(await look()).to.deep.equal(['soon', 'taken']);
  });

  it('goes on past a file that its writer still holds, and takes it when it is free', async () => {
    expect(await look()).to.deep.equal(['soon', 'soon']);
    await clock.advance(2_000);
    expect(await look()).to.deep.equal(['soon', 'taken']);
    await clock.advance(18_000);
    // Held for so long that nobody waits for it, but it is not forgotten.
    expect(await look()).to.deep.equal(['nothing']);
    expect(await look()).to.deep.equal(['nothing']);
    // Said once, however often it is looked at.
    expect(logger.lines).to.have.length(1);
    held = false;
    expect(await look()).to.deep.equal(['taken']);
    expect(await readdir(join(dir, '.working'))).to.have.length(2);
  });

  it('starts the wait again where the clock was set back', async () => {
    await look();
    await clock.advance(-3_600_000);
    expect(await look()).to.deep.equal(['soon', 'soon']);
    await clock.advance(2_000);
    expect(await look()).to.deep.equal(['soon', 'taken']);
  });
});
