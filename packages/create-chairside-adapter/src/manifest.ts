import type { Source } from './sources.js';

/** What the new package depends on; the same versions as in Chairside itself. */
export const VERSIONS = {
  'better-sqlite3': '13.2.0',
  mocha: '12.0.3',
  typescript: '7.0.2',
  zod: '4.6.7',
  '@types/better-sqlite3': '9.6.0',
  '@types/mocha': '10.0.10',
  '@types/node': '24.19.2',
} as const;

/** An older Node would end with a crash of the database's driver, which tells nobody anything. */
const CHECK_NODE = `node -e "if (Number(process.versions.node.split('.')[0]) < 22) { console.error('Node 22.22 or newer is needed, and this is ' + process.version); process.exit(1); }"`;

/** Where `@chairside/core` and the test kit come from. */
export interface ChairsidePackages {
  readonly core: string;
  readonly testkit: string;
  /** Whether core goes into the package of the adapter, since its readers could install it from nowhere else. */
  readonly bundled?: boolean;
}

/**
 * The package.json of a new adapter. Its `chairside` section is for the demo: who opens the made-up practice, and what its
 * doctor and procedure are on the simulated scanner.
 */
export function manifestOf(name: string, source: Source, { core, testkit, bundled }: ChairsidePackages): object {
  // The made-up practice is a SQLite database; only an adapter for SQL reads it with the driver itself.
  const driver = { 'better-sqlite3': VERSIONS['better-sqlite3'] };
  const readsItself = source === 'sql' || source === 'none';
  const { zod, mocha, typescript } = VERSIONS;
  const types = ['@types/better-sqlite3', '@types/mocha', '@types/node'] as const;
  return {
    name,
    version: '0.1.0',
    description: 'A Chairside adapter.',
    type: 'module',
    engines: { node: '>=22.22' },
    exports: { '.': { types: './dist/src/index.d.ts', default: './dist/src/index.js' } },
    files: ['dist/src'],
    scripts: { build: 'tsc', pretest: CHECK_NODE, test: 'tsc && mocha "dist/test/**/*.test.js"' },
    chairside: {
      practice: './dist/practice/open-practice.js',
      rx: { doctors: { DrSample: 77 }, procedures: { CROWN: 30 }, defaults: { labId: 9 } },
    },
    dependencies: { '@chairside/core': core, ...(readsItself && driver), zod },
    devDependencies: {
      '@chairside/adapter-testkit': testkit,
      ...Object.fromEntries(types.map((type) => [type, VERSIONS[type]])),
      ...(!readsItself && driver),
      mocha,
      typescript,
    },
    ...(bundled && { bundleDependencies: ['@chairside/core'] }),
    overrides: { '@chairside/core': '$@chairside/core' },
  };
}
