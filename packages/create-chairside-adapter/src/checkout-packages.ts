import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChairsidePackages } from './manifest.js';

const PACKAGES = { core: 'core', testkit: 'adapter-testkit' } as const;
const VENDOR = 'vendor';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

/** Whether a folder holds Chairside's packages as a checkout has them. */
export function isCheckout(packages: string): boolean {
  return Object.values(PACKAGES).every((name) => existsSync(join(packages, name, 'dist', 'index.js')));
}

/**
 * Copies the packages that an adapter needs out of a checkout into `vendor` of the adapter's folder, as npm would publish
 * them: nothing has to be published to begin an adapter, and the checkout may go.
 */
export async function vendorFrom(packages: string, folder: string): Promise<ChairsidePackages> {
  for (const name of Object.values(PACKAGES)) {
    const from = join(packages, name);
    const to = join(folder, VENDOR, name);
    await mkdir(to, { recursive: true });
    await cp(join(from, 'dist'), join(to, 'dist'), {
      recursive: true,
      filter: (path) => !path.endsWith('.tsbuildinfo'),
    });
    const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as Manifest;
    await writeFile(join(to, 'package.json'), `${JSON.stringify(published(manifest), null, 2)}\n`);
  }
  return { core: `file:${VENDOR}/${PACKAGES.core}`, testkit: `file:${VENDOR}/${PACKAGES.testkit}`, bundled: true };
}

/** What stands for the packages beside it in the checkout becomes their version; what only the checkout needs is left out. */
function published(manifest: Manifest): object {
  const dependencies = Object.entries(manifest.dependencies ?? {}).map(
    ([name, version]) => [name, version.startsWith('workspace:') ? manifest.version : version] as const,
  );
  return { ...manifest, devDependencies: undefined, dependencies: Object.fromEntries(dependencies) };
}
