import tables from './tables.json' with { type: 'json' };

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull?: boolean;
  readonly default?: string;
  readonly autoIncrement?: boolean;
  readonly onUpdateNow?: boolean;
  /** The first version of Open Dental that has it. */
  readonly since?: string;
}

interface Index {
  readonly name: string;
  /** `Name`, or `Name(10)` where only its beginning is indexed. */
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

interface Table {
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
}

const TABLES: Readonly<Record<string, Table>> = tables;

/** Whether a version of Open Dental, such as `21.1.9`, is another one or comes after it. */
function reaches(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) >= 0;
}

function columnsAt(table: Table, version: string): readonly Column[] {
  return table.columns.filter(({ since }) => since === undefined || reaches(version, since));
}

function columnSql(column: Column): string {
  const parts = [`\`${column.name}\``, column.type];
  if (column.notNull === true) parts.push('NOT NULL');
  if (column.autoIncrement === true) parts.push('AUTO_INCREMENT');
  if (column.default === 'current_timestamp()') parts.push('DEFAULT current_timestamp()');
  else if (column.default !== undefined) parts.push(`DEFAULT '${column.default}'`);
  if (column.onUpdateNow === true) parts.push('ON UPDATE current_timestamp()');
  return parts.join(' ');
}

function indexSql({ name, columns, unique }: Index): string {
  const list = columns.map((column) => column.replace(/^(\w+)/, '`$1`')).join(', ');
  if (name === 'PRIMARY') return `PRIMARY KEY (${list})`;
  return `${unique === true ? 'UNIQUE ' : ''}KEY \`${name}\` (${list})`;
}

/**
 * The statements that make the tables which a version of Open Dental has, such as `16.3.34` or `25.4`, as its
 * databases have them: MyISAM and three-byte UTF-8.
 */
export function createStatements(version: string): readonly string[] {
  return Object.entries(TABLES).flatMap(([name, table]) => {
    const columns = columnsAt(table, version);
    if (columns.length === 0) return [];
    const known = new Set(columns.map((column) => column.name));
    const indexes = table.indexes.filter((index) =>
      index.columns.every((column) => known.has(column.replace(/\(\d+\)$/, ''))),
    );
    const body = [...columns.map(columnSql), ...indexes.map(indexSql)].join(',\n  ');
    return `CREATE TABLE \`${name}\` (\n  ${body}\n) ENGINE=MyISAM DEFAULT CHARSET=utf8mb3`;
  });
}

/** The columns of a table in a version; empty where it has no such table. */
export function columnNames(table: string, version: string): readonly string[] {
  const found = TABLES[table];
  return found === undefined ? [] : columnsAt(found, version).map(({ name }) => name);
}
