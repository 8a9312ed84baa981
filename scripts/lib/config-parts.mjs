import { FilesystemOptions } from '../../packages/adapter-filesystem/dist/options.js';
import { OpenDentalOptions } from '../../packages/adapter-opendental/dist/options.js';
import { configJsonSchema } from '../../packages/runner/dist/config/json-schema.js';
import { optionRows, optionTable } from './option-table.mjs';

const house = configJsonSchema([
  { name: 'filesystem', options: FilesystemOptions },
  { name: 'opendental', options: OpenDentalOptions },
]);
const { clinics, dataDir, vault, ...sections } = house.properties;
const { id, adapter, ...clinicSections } = clinics.items.properties;
const [{ properties: common }] = adapter.anyOf.slice(-1);
const [filesystem, openDental] = adapter.anyOf.map(({ properties, required }) => ({
  properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !Object.hasOwn(common, name))),
  required,
}));

/** The rows of each of some options by themselves. */
function each(options, required) {
  return Object.fromEntries(
    Object.entries(options).map(([name, schema]) => [name, optionRows({ properties: { [name]: schema }, required })]),
  );
}

const ROWS = {
  general: optionRows({ properties: { dataDir, vault } }),
  ...each(sections, house.required),
  clinic: optionRows({ properties: { id }, required: clinics.items.required }),
  adapter: optionRows({ properties: common, required: ['use'] }, 'adapter.'),
  ...each(clinicSections, []),
  filesystem: optionRows(filesystem, 'adapter.'),
  opendental: optionRows(openDental, 'adapter.'),
};

/** What docs/configuration.md takes from the schemas: the table of each section's options. */
export const CONFIG_PARTS = Object.fromEntries(Object.entries(ROWS).map(([name, rows]) => [name, optionTable(rows)]));

/** Which options say nothing of themselves, and which tables a text lacks. */
export function configFindings(text) {
  const silent = Object.values(ROWS)
    .flat()
    .filter(({ meaning }) => meaning === '');
  return [
    ...silent.map(({ path }) => `the schema of the configuration does not describe ${path}`),
    ...Object.keys(CONFIG_PARTS)
      .filter((name) => !text.includes(`<!-- made: ${name} -->`))
      .map((name) => `docs/configuration.md lacks <!-- made: ${name} -->`),
  ];
}
