/** A name of one of iTero's tables without what tells no two names apart: letter case, spaces, punctuation. */
export function fold(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
