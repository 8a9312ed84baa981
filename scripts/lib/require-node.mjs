/** Imported first by every command: ends an older Node with a sentence before anything it lacks is used. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Chairside's set-up needs Node 20.19 or newer, and this is ${process.version}: please update Node.\n`,
  );
  process.exit(1);
}
