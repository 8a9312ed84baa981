/** What an id, a command, an option or a path of this computer looks like: names of people have other letters or blanks, too. */
const PLAIN = /^[\w.:@/\\-]*$/;
const INVALID_ARGUMENT = /argument '[^\n]*' is invalid/g;

/**
 * An error message without what the operator typed, where that may be about a patient: stderr may be kept by somebody. The
 * value of an option that takes none such is left out whatever it is.
 */
export function withoutTypedWords(message: string, argv: readonly string[]): string {
  const typed = argv.flatMap((word) => [word, word.replace(/^--[\w-]+=/, '')]).filter((word) => !PLAIN.test(word));
  return typed.reduce(
    (text, word) => text.replaceAll(word, '…'),
    message.replaceAll(INVALID_ARGUMENT, 'argument is invalid'),
  );
}
