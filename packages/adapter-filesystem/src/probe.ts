import { ChairsideError, type Finding } from '@chairside/core';
import { errnoOf, renameFile } from '@chairside/core/files';
import { randomUUID } from 'node:crypto';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootFolder } from './files/root-folder.js';
import type { InboxFolders } from './inbox/inbox-folders.js';
import type { RosterFile } from './patients/roster-file.js';
import type { FolderWatch } from './watch/folder-watch.js';

const LOW_SPACE = 5 * 1024 ** 3;
const RIGHTS =
  'Check that the folder exists and that the account which runs Chairside may write in it; a service sees no mapped drive letters.';

export interface ProbeParts {
  readonly roots: readonly { readonly subject: string; readonly root: RootFolder }[];
  readonly inbox: InboxFolders;
  readonly roster: RosterFile | undefined;
  readonly watch: FolderWatch;
}

/** Tries every folder and file that the options name; one finding each. */
export async function probe(
  { roots, inbox, roster, watch }: ProbeParts,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { subject, root } of roots) {
    if (signal.aborted) return findings;
    const finding = await probeRoot(subject, root);
    findings.push(finding);
    if (finding.level !== 'ok') continue;
    const space = await probeSpace(subject, root);
    if (space !== undefined) findings.push(space);
    if (subject === 'inbox') findings.push(...(await probeInbox(inbox)), await probeWatch(watch));
  }
  if (roster !== undefined) findings.push(await probeRoster(roster));
  return findings;
}

async function probeRoot(subject: string, root: RootFolder): Promise<Finding> {
  try {
    await root.check();
    await tryWriting(root.path);
    return { level: 'ok', subject, text: 'can be read and written' };
  } catch (error) {
    const cause = ChairsideError.is(error) ? error.detail : errnoOf(error);
    return {
      level: 'unreachable',
      subject,
      text: `cannot be read or written${cause === undefined ? '' : ` (${cause})`}`,
      advice: RIGHTS,
    };
  }
}

/** Does what a delivery does: write, fsync, rename, remove. */
async function tryWriting(folder: string): Promise<void> {
  const path = join(folder, `.chairside-probe-${randomUUID()}`);
  const renamed = `${path}-renamed`;
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile('probe');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameFile(path, renamed);
  } finally {
    await rm(path, { force: true });
    await rm(renamed, { force: true });
  }
}

async function probeSpace(subject: string, root: RootFolder): Promise<Finding | undefined> {
  try {
    const { bavail, bsize } = await statfs(root.path);
    if (bavail * bsize >= LOW_SPACE) return undefined;
    const free = Math.floor((bavail * bsize) / 1024 ** 2);
    return {
      level: 'warning',
      subject,
      text: `has only ${free} MB of free space`,
      advice: 'Make room; a scan takes 10 to 150 MB.',
    };
  } catch {
    return undefined;
  }
}

async function probeVolume(inbox: InboxFolders): Promise<Finding> {
  const subject = 'inbox/.working';
  try {
    await inbox.prepare();
    const [above, working] = await Promise.all([stat(inbox.path), stat(inbox.working)]);
    if (above.dev === working.dev) return { level: 'ok', subject, text: 'is on the same volume as the inbox' };
    return {
      level: 'warning',
      subject,
      text: 'is on another volume than the inbox, so files are copied instead of renamed',
      advice: 'Remove the link or mount at .working.',
    };
  } catch (error) {
    return { level: 'unreachable', subject, text: `cannot be made (${errnoOf(error)})`, advice: RIGHTS };
  }
}

async function probeInbox(inbox: InboxFolders): Promise<readonly Finding[]> {
  const findings = [await probeVolume(inbox), await probeIgnored(inbox)];
  const count = await inbox.failedCount();
  if (count === 0) return findings;
  const text = `${count} refused request ${count === 1 ? 'file is' : 'files are'} in .failed`;
  return [
    ...findings,
    { level: 'warning', subject: 'inbox', text, advice: 'NAME.error.json beside each says what is wrong.' },
  ];
}

async function probeIgnored(inbox: InboxFolders): Promise<Finding> {
  const subject = 'inbox';
  const count = await inbox.ignoredCount();
  if (count === 0) return { level: 'ok', subject, text: 'holds nothing but request files' };
  const advice = 'Only files of the kinds in formats are read, and no links; remove what does not belong there.';
  return {
    level: 'warning',
    subject,
    text: `holds ${count} other ${count === 1 ? 'file that is' : 'files that are'} ignored`,
    advice,
  };
}

async function probeWatch(watch: FolderWatch): Promise<Finding> {
  const mode = await watch.start();
  const text = mode === 'events' ? 'events tell of new files at once' : 'is read by the clock (poll.trigger)';
  return { level: 'ok', subject: 'watch', text };
}

async function probeRoster(roster: RosterFile): Promise<Finding> {
  const subject = 'roster';
  try {
    const { count, skipped } = await roster.load();
    if (skipped === 0) return { level: 'ok', subject, text: `names ${count} patients` };
    const text = `names ${count} patients; ${skipped} rows without a chart number are left out`;
    return { level: 'warning', subject, text, advice: 'Give every patient of the roster a chart number.' };
  } catch (error) {
    const detail = ChairsideError.is(error) ? error.detail : undefined;
    const text = `cannot be read${detail === undefined ? '' : ` (${detail})`}`;
    return {
      level: 'problem',
      subject,
      text,
      advice: 'Export the roster again as CSV with a header row, or correct its path.',
    };
  }
}
