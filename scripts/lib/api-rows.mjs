const CELLS = ['number', 'statement', 'does', 'shownBy'];

function cellsOf(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/**
 * The rows of the tables in docs/itero-api.md, each with its line in the document and the heading it stands under. A row
 * begins with its number; what it lacks is an empty text. `tests` are what its last cell names: a file, a colon, a title.
 *
 * @param {string} markdown
 */
export function apiRows(markdown) {
  let section = '';
  return markdown.split(/\r?\n/).flatMap((text, index) => {
    section = /^## (.+)$/.exec(text)?.[1]?.trim() ?? section;
    if (!/^\|\s*\d+\s*\|/.test(text)) {
      return [];
    }
    const cells = cellsOf(text);
    const row = Object.fromEntries(CELLS.map((name, place) => [name, cells[place] ?? '']));
    const tests = [...row.shownBy.matchAll(/`([^`]+?): ([^`]+)`/g)].map(([, file, title]) => ({ file, title }));
    return [{ ...row, number: Number(row.number), tests, section, line: index + 1, cells: cells.length }];
  });
}

/** The headings of the document's sections, in their order. */
export function apiSections(markdown) {
  return [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading.trim());
}
