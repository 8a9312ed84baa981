import { writeFile } from 'node:fs/promises';
import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { isRestrictedTo, restrictToAccount, sidOf, type RunProgram } from '../../dist/vault/windows-rights.js';

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

describe('the rights of the key file on Windows', () => {
  it('go to the account, administrators and the system only', async () => {
    const asked: string[][] = [];
    await restrictToAccount('C:\\data\\vault.key', windows(`D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;${ACCOUNT})`, asked));
    const granted = ['/inheritance:r', '/grant:r', `*${ACCOUNT}:F`, '*S-1-5-32-544:F', '*S-1-5-18:F'];
    expect(asked[1]).to.deep.equal(['icacls', 'C:\\data\\vault.key', ...granted]);
  });

  it('are refused when they read back wider', async () => {
    const error = await restrictToAccount('k', windows('D:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)', [])).catch(
      (thrown: unknown) => thrown,
    );
    expect(ChairsideError.is(error) && error.code).to.equal('VAULT_FAILED');
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
