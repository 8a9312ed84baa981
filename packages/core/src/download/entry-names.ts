import { refused } from './failures.js';

/** What people's computers add when they pack a ZIP again. */
const JUNK = /^__MACOSX\/|(^|\/)\.DS_Store$/;

/**
 * A ZIP entry's name as data: `/` between folders, without empty and `.` parts. Throws `ZIP_REFUSED` for a name that
 * leads out of the folder, holds control characters or goes too deep.
 * @param decoded the name as text
 * @param folders how many may be within each other
 */
export function entryName(decoded: string, folders: number): string {
  const name = decoded.replaceAll('\\', '/');
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) throw refused('an absolute name');
  // oxlint-disable-next-line no-control-regex -- these are the characters to find
  if (/[\u0000-\u001f\u007f]/.test(name)) throw refused('a control character in a name');
  const parts = name.split('/');
  if (parts.includes('..')) throw refused('a name that leads out of its folder');
  const kept = parts.filter((part) => part !== '' && part !== '.');
  if (kept.length === 0) throw refused('an empty name');
  if (kept.length > folders + 1) throw refused(`more than ${folders} folders within each other`);
  return kept.join('/');
}

/** Whether an entry is left out because no scanner put it there. */
export function isJunk(name: string): boolean {
  return JUNK.test(name);
}

/** The names without the one folder that all of them share, if there is one. */
export function withoutTopFolder(names: readonly string[]): readonly string[] {
  const top = names[0]?.split('/')[0] ?? '';
  if (!names.every((name) => name.startsWith(`${top}/`))) return names;
  return names.map((name) => name.slice(top.length + 1));
}

/** Throws `ZIP_REFUSED` where two entries have one name, or a file has the name of another's folder. */
export function assertNamesDiffer(names: readonly string[]): void {
  const seen = new Set(names.map((name) => name.normalize()));
  if (seen.size !== names.length) throw refused('two entries of one name');
  for (const name of seen) {
    for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
      if (seen.has(name.slice(0, slash))) throw refused('a name that is a file and a folder');
    }
  }
}
