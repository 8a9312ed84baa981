import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ZOD = import.meta.resolve('zod');

/** The text of a module with one adapter; `create` is the body of its function. */
function adapterModule(create: string, changes: Readonly<Record<string, string>> = {}): string {
  const parts = { name: "'sample'", apiVersion: "'1.0'", options: 'z.looseObject({})', ...changes };
  const fields = Object.entries(parts).map(([key, value]) => `${key}: ${value},`);
  return `import { z } from ${JSON.stringify(ZOD)};
export default { ${fields.join(' ')} async create(options, host) { ${create} } };
`;
}

const PORTS = 'probe: async () => [], close: async () => {}';

/** Adapters with one typical mistake each, by the name of their file. */
export const MISTAKES = {
  'throws-at-import': "throw new TypeError('no such driver');\n",
  'exports-nothing': 'export const helper = 1;\n',
  'old-version': adapterModule(`return { ${PORTS} };`, { apiVersion: "'0.9'" }),
  'new-version': adapterModule(`return { ${PORTS} };`, { apiVersion: "'2.0'" }),
  'no-version': adapterModule(`return { ${PORTS} };`, { apiVersion: 'undefined' }),
  'wants-options': adapterModule(`return { ${PORTS} };`, { options: 'z.strictObject({ server: z.string() })' }),
  'no-schema': adapterModule(`return { ${PORTS} };`, { options: '{}' }),
  'throws-in-create': adapterModule("throw new RangeError('Sample Incisor');"),
  prints: adapterModule(`console.log('Sample Incisor'); return { ${PORTS} };`),
  'hangs-in-create': adapterModule('await new Promise((resolve) => setTimeout(resolve, 1e9));'),
  'lacks-a-method': adapterModule(`return { rxTrigger: {}, ${PORTS} };`),
  'throws-in-a-port': adapterModule(
    `return { rxTrigger: { read: () => { throw new Error('Sample Incisor'); } }, ${PORTS} };`,
  ),
  'answers-nonsense': adapterModule(
    `return { rxTrigger: { read: async () => ({ kind: 'snapshot', wanted: [{ key: 'A-1', patient: 7, notes: 'Sample Incisor' }] }) }, ${PORTS} };`,
  ),
  'exits-at-import': 'process.exit(7);\n',
  'prints-and-crashes': adapterModule(
    `console.log('Sample Incisor'); process.stdout.write('{garbage');
     return { rxTrigger: { read: async () => process.exit(9) }, ${PORTS} };`,
  ),
  'never-returns': adapterModule(
    `const { writeFileSync } = await import('node:fs');
     return { rxTrigger: { read: () => { writeFileSync(host.resolvePath('busy'), ''); for (;;); } }, ${PORTS} };`,
  ),
  leaks: adapterModule(
    `return { rxTrigger: { read: async () => { const all = []; for (;;) all.push(new Array(100_000).fill(all.length + 0.5)); } }, ${PORTS} };`,
  ),
} as const;
export type Mistake = keyof typeof MISTAKES;

/** Writes the modules into a folder of the clinic's, and answers how `adapter.use` names each. */
export async function writeMistakes(folder: string): Promise<(mistake: Mistake) => string> {
  await mkdir(join(folder, 'adapters'), { recursive: true });
  for (const [name, text] of Object.entries(MISTAKES)) await writeFile(join(folder, 'adapters', `${name}.mjs`), text);
  return (mistake) => `./adapters/${mistake}.mjs`;
}

/** A package as npm installs one. */
export async function installPackage(modules: string, name: string, manifest: object, text: string): Promise<void> {
  const folder = join(modules, 'node_modules', name);
  await mkdir(join(folder, 'lib'), { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', type: 'module', ...manifest }),
  );
  await writeFile(join(folder, 'lib', 'adapter.js'), text);
}

/** An adapter that works and says so in its findings. */
export function sayingAdapter(said: string): string {
  return adapterModule(
    `return { probe: async () => [{ level: 'ok', subject: 'where', text: ${JSON.stringify(said)} }], close: async () => {} };`,
  );
}
