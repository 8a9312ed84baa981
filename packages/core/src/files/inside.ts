import { isAbsolute, join, relative, sep } from 'node:path';

/** An absolute path below `root` from one with `/` between folders; undefined where it would lead out of it. */
export function pathInside(root: string, path: string): string | undefined {
  const whole = join(root, ...path.split('/'));
  const back = relative(root, whole);
  if (back === '' || isAbsolute(back) || back === '..' || back.startsWith(`..${sep}`)) return undefined;
  return whole;
}
