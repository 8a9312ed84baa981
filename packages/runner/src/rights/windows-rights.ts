import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SYSTEM = 'S-1-5-18';
const ADMINISTRATORS = 'S-1-5-32-544';

/** How SDDL abbreviates the accounts that may stand in the list. */
const SDDL_NAMES: Readonly<Record<string, string>> = {
  SY: SYSTEM,
  BA: ADMINISTRATORS,
  LS: 'S-1-5-19',
  NS: 'S-1-5-20',
};

/** Runs a system program and answers what it printed. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

const runProgram: RunProgram = async (program, args) => {
  const { stdout } = await promisify(execFile)(program, [...args], { windowsHide: true });
  return stdout;
};

/** The SID in the answer of `whoami /user /fo csv /nh`, which is `"NAME","SID"`. */
export function sidOf(whoami: string): string {
  const sid = /"(S-1-[\d-]+)"\s*$/.exec(whoami)?.[1];
  if (sid === undefined) throw new Error('whoami names no SID');
  return sid;
}

/**
 * Whether an access list, as SDDL, is closed to inheritance and gives rights to the named SIDs only. `LA`, the local
 * administrator, is known by the end of its SID.
 */
export function isRestrictedTo(sddl: string, sids: readonly string[]): boolean {
  const list = /D:([A-Z]*)((?:\([^)]*\))+)/.exec(sddl);
  if (list === null || !list[1]!.includes('P')) return false;
  const trustees = [...list[2]!.matchAll(/\(([^)]*)\)/g)].map((entry) => entry[1]!.split(';')[5] ?? '');
  return trustees.every((name) => {
    if (name === 'LA') return sids.some((sid) => sid.startsWith('S-1-5-21-') && sid.endsWith('-500'));
    return sids.includes(SDDL_NAMES[name] ?? name);
  });
}

async function allowedSids(run: RunProgram): Promise<readonly string[]> {
  const account = sidOf(await run('whoami', ['/user', '/fo', 'csv', '/nh']));
  return [...new Set([account, ADMINISTRATORS, SYSTEM])];
}

async function readsBackRestricted(path: string, sids: readonly string[], run: RunProgram): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'chairside-acl-'));
  try {
    const saved = join(folder, 'acl');
    await run('icacls', [path, '/save', saved]);
    return isRestrictedTo(await readFile(saved, 'utf16le'), sids);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether only this process's account, administrators and the system may use a file or folder on Windows. */
export async function isRestricted(path: string, run: RunProgram = runProgram): Promise<boolean> {
  return await readsBackRestricted(path, await allowedSids(run), run);
}

/**
 * Lets only this process's account, administrators and the system use a file on Windows, or a folder with all that is
 * made in it. Answers whether it reads back so.
 */
export async function restrictToAccount(
  path: string,
  kind: 'file' | 'folder',
  run: RunProgram = runProgram,
): Promise<boolean> {
  const sids = await allowedSids(run);
  const right = kind === 'folder' ? '(OI)(CI)F' : 'F';
  await run('icacls', [path, '/inheritance:r', '/grant:r', ...sids.map((sid) => `*${sid}:${right}`)]);
  return await readsBackRestricted(path, sids, run);
}
