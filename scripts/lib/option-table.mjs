const DURATION = /^\d+(?:ms|s|m|h|d)$/;
const SIZE = /^\d+(?:KB|MB|GB)$/;

/** What a schema allows but a placeholder, which may stand in place of every single value. */
function alternatives({ anyOf, ...schema }) {
  const all = anyOf === undefined ? [schema] : anyOf.flatMap(alternatives);
  return all.filter(({ pattern }) => !pattern?.startsWith('^\\$\\{'));
}

function code(value) {
  return `\`${typeof value === 'string' && !/[\t\n]/.test(value) ? value : JSON.stringify(value)}\``;
}

function isDuration({ pattern }, fallback) {
  const form = new RegExp(pattern ?? '');
  return DURATION.test(fallback) || (form.test('30s') && !form.test('30'));
}

function range({ minimum = -Infinity, maximum = Infinity }) {
  const from = minimum > Number.MIN_SAFE_INTEGER ? `${minimum}` : '';
  const to = maximum < Number.MAX_SAFE_INTEGER ? `${maximum}` : '';
  if (to !== '') return `, ${from} to ${to}`;
  return from === '' ? '' : `, from ${from}`;
}

/** What may stand there, in words. */
function kind(schema, fallback) {
  if ('const' in schema) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(' or ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => kind({ ...schema, type }, fallback)).join(' or ');
  switch (schema.type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `whole number${range(schema)}`;
    case 'array':
      return `list: ${kinds(schema.items)}`;
    case 'object':
      return isSection(schema) ? 'section' : tableKind(schema);
    case 'string':
      if (SIZE.test(fallback)) return 'size';
      return isDuration(schema, fallback) ? 'duration' : 'text';
    default:
      return `\`${schema.type}\``;
  }
}

function tableKind({ properties = {} }) {
  const names = Object.keys(properties);
  return names.length === 0 ? 'table' : `table with any of ${names.map(code).join(', ')}`;
}

function kinds(schema) {
  return [...new Set(alternatives(schema).map((one) => kind(one, schema.default)))].join(' or ');
}

/** Whether its options are told apart: not where they are all the same, such as the names of columns. */
function isSection({ properties = {} }) {
  const [first, ...others] = Object.values(properties).map((property) => JSON.stringify(property));
  return first !== undefined && (others.length === 0 || others.some((other) => other !== first));
}

/** What counts where it is left out, as YAML; nothing for a section, whose options have their own. */
function fallbackOf(schema, required) {
  const value = schema.default;
  if (required) return 'needed';
  if (value === undefined) return '';
  if (Array.isArray(value)) return code(`[${value.join(', ')}]`);
  if (typeof value === 'object' && value !== null && alternatives(schema).some(isSection)) return '';
  return code(value === '' ? "''" : value);
}

function rowsBelow(path, schema) {
  const shapes = alternatives(schema);
  const values = shapes.flatMap(({ additionalProperties: value }) => (typeof value === 'object' ? [value] : []));
  const rows = [
    ...shapes.filter(isSection).flatMap((shape) => optionRows(shape, `${path}.`)),
    ...values.flatMap((value) => rowsBelow(`${path}.…`, value)),
  ];
  // Two forms of a value may share an option.
  return [...new Map(rows.map((row) => [row.path, row])).values()];
}

/**
 * The options of a JSON Schema's object, each section before its own.
 *
 * @returns {{ path: string, value: string, fallback: string, meaning: string }[]}
 */
export function optionRows(schema, above = '') {
  const shapes = alternatives(schema).filter(({ properties }) => properties !== undefined);
  return shapes.flatMap(({ properties, required = [] }) =>
    Object.entries(properties).flatMap(([name, property]) => [
      {
        path: above + name,
        value: kinds(property),
        fallback: fallbackOf(property, required.includes(name)),
        meaning: property.description ?? '',
      },
      ...rowsBelow(above + name, property),
    ]),
  );
}

/** Rows as a table of Markdown. */
export function optionTable(rows) {
  return [
    '| Option | Value | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) =>
      `| ${code(row.path)} | ${[row.value, row.fallback, row.meaning].map(cell).join(' | ')} |`.replaceAll(
        '|  |',
        '| |',
      ),
    ),
  ].join('\n');
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}
