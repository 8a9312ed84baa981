/**
 * Parts of a document that are made from the code stand between `<!-- made: NAME -->` and `<!-- end -->`. Answers the text
 * with these parts as they are to be; throws for a name that nobody makes.
 *
 * @param {string} text
 * @param {Readonly<Record<string, string>>} parts what stands in each, without the empty lines around it
 */
export function withMadeParts(text, parts) {
  return text.replaceAll(/(<!-- made: ([\w-]+) -->\n).*?(<!-- end -->)/gs, (_, begin, name, end) => {
    if (!Object.hasOwn(parts, name)) throw new Error(`nobody makes the part "${name}"`);
    return `${begin}\n${parts[name]}\n\n${end}`;
  });
}
