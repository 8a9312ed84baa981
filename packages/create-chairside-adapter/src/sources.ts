/** Where the practice software lets its visits and patients be read. */
export const SOURCES = ['sql', 'rest', 'files', 'none'] as const;
export type Source = (typeof SOURCES)[number];

export const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  sql: 'SQL: a database that is read',
  rest: 'REST: a service that is asked over HTTP',
  files: 'files that the practice software exports',
  none: 'none of these: only what every package of an adapter has',
};
