import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { allPackages, workspaceFolders } from './workspace-packages.mjs';

const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

function rangeFindings(root) {
  return [root, ...workspaceFolders(root)].flatMap((folder) => {
    const file = join(folder, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    return KINDS.flatMap((kind) => Object.entries(manifest[kind] ?? {}))
      .filter(([, version]) => version !== 'workspace:*' && !EXACT.test(version))
      .map(([name, version]) => `${relative(root, file)}: ${name} is "${version}"; an exact version is wanted`);
  });
}

function managerFindings(root) {
  const { packageManager = '' } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return /^pnpm@\d+\.\d+\.\d+$/.test(packageManager) ? [] : ['package.json: packageManager names no exact version'];
}

/** Everything in the lockfile comes from the registry, is of one version, and has a digest. */
function lockFindings(root) {
  const lines = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').split(/\r?\n/);
  const from = lines.indexOf('packages:');
  const to = lines.indexOf('snapshots:');
  const findings = lines
    .slice(0, from)
    .map((line) => /^\s+specifier: (.+)$/.exec(line)?.[1])
    .filter((specifier) => specifier !== undefined && specifier !== 'workspace:*' && !EXACT.test(specifier))
    .map((specifier) => `pnpm-lock.yaml: "${specifier}" is no exact version`);
  let name;
  for (const line of lines.slice(from + 1, to === -1 ? undefined : to)) {
    name = /^ {2}'?([^\s'][^']*?)'?:$/.exec(line)?.[1] ?? name;
    const resolution = /^ {4}resolution: (.+)$/.exec(line)?.[1];
    if (resolution !== undefined && !/^\{integrity: sha512-[A-Za-z0-9+/=]+\}$/.test(resolution)) {
      findings.push(`pnpm-lock.yaml: ${name} is not pinned by a digest of what the registry has`);
    }
  }
  return findings;
}

/** The packages that pnpm-workspace.yaml names under `allowBuilds`, whether their scripts are run or not. */
function namedBuilds(root) {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const block = /^allowBuilds:\n((?:[ \t]+.*\n?)*)/m.exec(text)?.[1] ?? '';
  return [...block.matchAll(/^\s+'?([^':\s]+)'?:/gm)].map(([, name]) => name);
}

function hasInstallStep({ folder, manifest }) {
  const scripts = INSTALL_SCRIPTS.filter((script) => manifest.scripts?.[script] !== undefined);
  return scripts.length > 0 || (manifest.gypfile !== false && existsSync(join(folder, 'binding.gyp')));
}

function buildFindings(root) {
  const named = namedBuilds(root);
  return allPackages(root)
    .filter(({ manifest }) => !named.includes(manifest.name))
    .filter(hasInstallStep)
    .map(
      ({ manifest }) =>
        `${manifest.name} ${manifest.version} wants to run something when it is installed: name it in allowBuilds`,
    );
}

/** What is not as the supply chain is to be, a line each. */
export function supplyFindings(root) {
  return [...rangeFindings(root), ...managerFindings(root), ...lockFindings(root), ...buildFindings(root)];
}
