import { z } from 'zod';
import { AdapterSection, ClinicSchema } from './clinic-schema.js';
import { HouseSchema } from './schema.js';

/** A built-in adapter, as far as the schema of the configuration tells of it. */
export interface DescribedAdapter {
  readonly name: string;
  readonly options: z.ZodType;
}

type JsonSchema = Record<string, unknown>;

const PLACEHOLDER = { type: 'string', pattern: '^\\$\\{[^}]+\\}$' };

/** A single value may be a placeholder as well, whatever it has to look like in the end. */
function orPlaceholder(schema: JsonSchema): void {
  // A mark of an adapter's options that tells an editor nothing.
  delete schema['ownFolder'];
  const { type, default: _default, description: _description, examples: _examples, ...shape } = schema;
  const anyText = type === 'string' && Object.keys(shape).every((key) => key === 'minLength');
  if (anyText || !['string', 'number', 'integer', 'boolean'].includes(String(type)) || 'const' in shape) return;
  for (const key of Object.keys(shape)) delete schema[key];
  delete schema['type'];
  schema['anyOf'] = [{ type, ...shape }, PLACEHOLDER];
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema: made }) => orPlaceholder(made as JsonSchema),
  });
}

/** What Chairside itself reads of an `adapter` section. */
function ownKeys(): Record<string, JsonSchema> {
  return jsonSchema(AdapterSection)['properties'] as Record<string, JsonSchema>;
}

/** The `adapter` section of one adapter: its own options and Chairside's keys. */
function adapterSection({ name, options }: DescribedAdapter): JsonSchema {
  const { $schema: _dialect, properties, required, ...rest } = jsonSchema(options);
  return {
    ...rest,
    type: 'object',
    properties: { ...ownKeys(), use: { const: name }, ...(properties as JsonSchema | undefined) },
    required: ['use', ...((required as string[] | undefined) ?? [])],
  };
}

/** The JSON Schema of the configuration, for editors: with the options of the adapters that are given. */
export function configJsonSchema(adapters: readonly DescribedAdapter[]): JsonSchema {
  const own = ownKeys();
  const other = {
    type: 'object',
    properties: { ...own, use: { ...own['use'], type: 'string', not: { enum: adapters.map(({ name }) => name) } } },
    required: ['use'],
  };
  const whole = jsonSchema(HouseSchema.extend({ clinics: z.array(ClinicSchema).min(1).describe('One or more') })) as {
    properties: { clinics: { items: { properties: JsonSchema } } };
  } & JsonSchema;
  whole.properties.clinics.items.properties['adapter'] = { anyOf: [...adapters.map(adapterSection), other] };
  return { title: 'Configuration of Chairside', ...whole };
}
