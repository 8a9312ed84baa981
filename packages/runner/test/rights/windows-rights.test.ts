import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import {
  isRestricted,
  isRestrictedTo,
  restrictToAccount,
  sidOf,
  type RunProgram,
} from '../../dist/rights/windows-rights.js';

const ACCOUNT = 'S-1-5-21-1-2-3-1001';
const ALLOWED = [ACCOUNT, 'S-1-5-32-544', 'S-1-5-18'];

/** Answers like whoami and icacls, and keeps what was asked. */
function windows(sddl: string, asked: string[][]): RunProgram {
  return async (program, args) => {
    asked.push([program, ...args]);
    const save = args.indexOf('/save');
    if (save >= 0) await writeFile(args[save + 1]!, `vault.key\r\n${sddl}\r\n`, 'utf16le');
    return program === 'whoami' ? `"SAMPLE\\service","${ACCOUNT}"\r\n` : '';
  };
}

const CLOSED = `D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;${ACCOUNT})`;
const WIDER = 'D:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)';

describe('rights on Windows', () => {
  it('go to the account, administrators and the system only', async () => {
    const asked: string[][] = [];
    expect(await restrictToAccount('C:\\data\\vault.key', 'file', windows(CLOSED, asked))).to.equal(true);
    const granted = ['/inheritance:r', '/grant:r', `*${ACCOUNT}:F`, '*S-1-5-32-544:F', '*S-1-5-18:F'];
    expect(asked[1]).to.deep.equal(['icacls', 'C:\\data\\vault.key', ...granted]);
  });

  it('of a folder are those of all that is made in it', async () => {
    const asked: string[][] = [];
    await restrictToAccount('C:\\data', 'folder', windows(CLOSED, asked));
    expect(asked[1]!.slice(4)).to.deep.equal(ALLOWED.map((sid) => `*${sid}:(OI)(CI)F`));
  });

  it('are not taken for restricted when they read back wider', async () => {
    expect(await restrictToAccount('k', 'file', windows(WIDER, []))).to.equal(false);
  });

  it('are looked at without a change', async () => {
    const asked: string[][] = [];
    expect(await isRestricted('C:\\data', windows(CLOSED, asked))).to.equal(true);
    expect(await isRestricted('C:\\data', windows(WIDER, asked))).to.equal(false);
    expect(asked.flat()).not.to.include('/grant:r');
  });

  it('are read from an access list', () => {
    expect(isRestrictedTo('D:P(A;;FA;;;SY)', ALLOWED)).to.equal(true);
    expect(isRestrictedTo('D:(A;;FA;;;SY)', ALLOWED)).to.equal(false);
    expect(isRestrictedTo('D:P(A;;FA;;;SY)(A;;FR;;;WD)', ALLOWED)).to.equal(false);
    expect(isRestrictedTo('D:P(A;;FA;;;LA)', ALLOWED)).to.equal(false);
    expect(isRestrictedTo('D:P(A;;FA;;;LA)', [...ALLOWED, 'S-1-5-21-1-2-3-500'])).to.equal(true);
    expect(isRestrictedTo('', ALLOWED)).to.equal(false);
  });

  it('need to know who runs the service', () => {
    expect(() => sidOf('"SAMPLE\\service"')).to.throw('no SID');
  });
});
