/** So that a mirror that does not answer, or another installation, is not waited for long. */
const APT_PATIENCE = [
  ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20'],
  ['-o', 'DPkg::Lock::Timeout=60'],
].flat();

/** The package with the server's program alone: unlike `mariadb-server` it makes no service and starts none. */
async function aptPackage(run) {
  const { output } = await run('apt-cache', ['pkgnames', 'mariadb-server-core']);
  const names = output.split(/\s+/).filter((name) => /^mariadb-server-core(-[\d.]+)?$/.test(name));
  return names.includes('mariadb-server-core')
    ? 'mariadb-server-core'
    : names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1);
}

async function aptInstall(run) {
  const server = await aptPackage(run);
  if (server === undefined) {
    return false;
  }
  const client = server.replace('server', 'client');
  const args = ['install', '--yes', '--no-install-recommends', ...APT_PATIENCE, server, client];
  const { code } = await run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]);
  return code === 0;
}

/** Its lists of packages are missing on a fresh machine and old on others; they are fetched only where that matters. */
async function withApt(run) {
  if (await aptInstall(run)) {
    return;
  }
  await run('apt-get', ['update', ...APT_PATIENCE]);
  await aptInstall(run);
}

/**
 * How package managers bring the programs of MariaDB without starting a service: `by` is who may do it, `program` tells
 * whether a computer has the manager.
 */
export const DATABASE_INSTALLERS = [
  { program: 'apt-get', by: 'root', install: withApt },
  { program: 'dnf', by: 'root', install: (run) => run('dnf', ['install', '--assumeyes', 'mariadb-server']) },
  { program: 'apk', by: 'root', install: (run) => run('apk', ['add', 'mariadb']) },
  {
    program: 'brew',
    by: 'user',
    install: (run) => run('env', ['HOMEBREW_NO_AUTO_UPDATE=1', 'brew', 'install', 'mariadb']),
  },
];
