/**
 * Whether Chairside runs on this Node: 22 from 22.22 on, and every later release line with long-term support, which are
 * the even ones.
 *
 * @param {string} version such as `24.21.0` or `v24.21.0`
 */
export function isSupported(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major === 22 ? minor >= 22 : major > 22 && major % 2 === 0;
}
