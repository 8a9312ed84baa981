/** A path with `/` between its parts, without one at the end. */
function plain(path: string): string {
  return path.replaceAll('\\', '/').replace(/\/+$/, '');
}

/**
 * A path of Open Dental's computers as this computer names it: by the longest entry of the map that it begins with, whole
 * folders only, whatever the case of letters and the kind of slashes. Undefined where no entry fits.
 */
export function mapPath(path: string, map: Readonly<Record<string, string>>): string | undefined {
  const wanted = plain(path);
  const fitting = Object.entries(map)
    .map(([from, to]) => ({ from: plain(from), to: to.replace(/(?<=.)[\\/]+$/, '') }))
    .filter(({ from }) => `${wanted}/`.toLowerCase().startsWith(`${from}/`.toLowerCase()))
    .toSorted((one, other) => other.from.length - one.from.length);
  const [best] = fitting;
  return best && `${best.to}${wanted.slice(best.from.length)}`;
}
