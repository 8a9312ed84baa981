/** Text for the wire: trimmed, with a space for each control character; undefined where nothing is left. */
export function cleanText(text: string | undefined): string | undefined {
  const cleaned = text?.replace(/\p{Cc}/gu, ' ').trim();
  return cleaned === '' ? undefined : cleaned;
}
