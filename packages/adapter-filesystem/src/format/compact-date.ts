/** `DDMMYYYY` or `YYYYMMDD` as `YYYY-MM-DD`: no text is both for a year after 1231. Anything else comes back as it is. */
export function spacedDate(text: string): string {
  const [, first = '', second = '', third = '', fourth = ''] = /^(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  if (first === '') return text;
  return Number(third) > 12 ? `${third}${fourth}-${second}-${first}` : `${first}${second}-${third}-${fourth}`;
}
