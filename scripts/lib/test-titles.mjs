/** A suite or a test that is run, with its title as it is written; those that are skipped are none. */
const TITLED = /^([ \t]*)(?:describe|it)\(\s*(['"`])((?:\\.|(?!\2)[^\\])*)\2/gm;
/** What a template puts in; one that holds a template itself is cut off within it. */
const PUT_IN = /\$\{(?:[^{}]*\}|.*$)/s;

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function titlesOf(source) {
  const open = [];
  return [...source.matchAll(TITLED)].map(([, { length: indent }, quote, text]) => {
    while (open.length > 0 && open.at(-1).indent >= indent) {
      open.pop();
    }
    const title = text.replace(/\\(.)/g, '$1');
    const parts = quote === '`' ? text.split(PUT_IN) : [title];
    const found = { indent, above: [...open], title, pattern: new RegExp(`^${parts.map(escaped).join('(.+)')}$`, 's') };
    open.push(found);
    return found;
  });
}

/** What a template puts in must stand somewhere in the file, such as in the table that the tests are made from. */
function fits({ pattern }, title, source) {
  const putIn = pattern.exec(title)?.slice(1);
  return putIn !== undefined && putIn.every((text) => source.includes(text));
}

/**
 * How many suites and tests of a file have a title. Titles that repeat are told apart by those of the suites around them:
 * `suite > test`.
 *
 * @param {string} source of the test file, laid out by the formatter
 * @param {string} named a title, or several joined by ` > `
 */
export function titled(source, named) {
  const suites = named.split(' > ');
  const title = suites.pop();
  const within = titlesOf(source).filter(({ above }) =>
    suites.every((suite) => above.some((one) => fits(one, suite, source))),
  );
  const exact = within.filter((one) => one.title === title);
  return exact.length > 0 ? exact.length : within.filter((one) => fits(one, title, source)).length;
}
