import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkNodeOptions } from '../../dist/cli/check-rights.js';
import { makeDataFolder } from '../../dist/rights/data-folder.js';
import { exposedPaths } from '../../dist/rights/exposed-paths.js';
import type { RunProgram } from '../../dist/rights/windows-rights.js';

const ACCOUNT = 'S-1-5-21-1-2-3-1001';

describe('who else of the computer can read', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-rights-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Answers like whoami and icacls, and keeps what was granted on which path. */
  const windows = (granted: string[], open: readonly string[]): RunProgram => {
    return async (program, args) => {
      if (program === 'whoami') return `"SAMPLE\\service","${ACCOUNT}"\r\n`;
      if (args.includes('/grant:r')) granted.push(args.at(-1)!);
      const save = args.indexOf('/save');
      const sddl = open.includes(args[0]!) ? 'D:AI(A;OICI;FA;;;WD)' : `D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;${ACCOUNT})`;
      if (save >= 0) await writeFile(args[save + 1]!, `data\r\n${sddl}\r\n`, 'utf16le');
      return '';
    };
  };

  it('is told for each file and folder, with what closes it', async function () {
    if (process.platform === 'win32') this.skip();
    const [secret, shared] = [join(folder, 'secret'), join(folder, 'shared')];
    for (const path of [secret, shared]) await writeFile(path, '');
    await chmod(folder, 0o700);
    await chmod(secret, 0o604);
    await chmod(shared, 0o640);
    expect(await exposedPaths([folder, secret, shared, join(folder, 'nowhere')])).to.deep.equal([
      { path: secret, to: 'everybody', advice: `chmod 600 ${secret}` },
      { path: shared, to: 'its group', advice: `chmod 600 ${shared}` },
    ]);
  });

  it('is told on Windows by the access list', async () => {
    const found = await exposedPaths([folder], true, windows([], [folder]));
    expect(found.map(({ path }) => path)).to.deep.equal([folder]);
    expect(found[0]!.advice).to.match(/^icacls ".*" \/inheritance:r \/grant:r .*\(OI\)\(CI\)F/);
    expect(await exposedPaths([folder], true, windows([], []))).to.deep.equal([]);
  });

  it('is nobody where Chairside makes the data folder itself, and what is there already is left as it is', async () => {
    const [made, granted] = [join(folder, 'a', 'data'), [] as string[]];
    await makeDataFolder(made, true, windows(granted, []));
    expect(granted).to.deep.equal(['*S-1-5-18:(OI)(CI)F']);
    await makeDataFolder(made, true, windows(granted, []));
    expect(granted).to.have.length(1);
    if (process.platform !== 'win32') expect((await stat(made)).mode & 0o777).to.equal(0o700);
  });

  it('may be whoever finds a file that Node was told to write', () => {
    const found = checkNodeOptions(['--enable-source-maps', '--heapsnapshot-near-heap-limit=3 --inspect=0']);
    expect(found.map(({ level, text }) => [level, text.split(' ')[0]])).to.deep.equal([
      ['warning', '--heapsnapshot-near-heap-limit'],
      ['warning', '--inspect'],
    ]);
    expect(checkNodeOptions(['--max-old-space-size=500'])).to.deep.equal([]);
  });
});
