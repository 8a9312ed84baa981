/** Permissive licenses, none of which asks anything of who runs or changes Chairside but to keep its notice. */
export const ALLOWED_LICENSES = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'CC0-1.0',
  'Unlicense',
];

/** What a package.json says of its license, old ways of saying it too, as an SPDX expression. */
export function licenseText(license) {
  if (typeof license === 'string') {
    return license;
  }
  if (Array.isArray(license)) {
    return license.map(licenseText).join(' OR ') || 'none stated';
  }
  return license?.type ?? 'none stated';
}

/** Whether an expression leaves a choice of allowed licenses alone. `AND` binds closer than `OR`. */
export function isAllowed(expression) {
  return expression
    .replaceAll(/[()]/g, ' ')
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((name) => ALLOWED_LICENSES.includes(name.trim())));
}

/**
 * A line for each package whose license is not allowed.
 *
 * @param {{ name: string, version: string, license: unknown }[]} packages
 */
export function licenseFindings(packages) {
  return packages
    .map(({ name, version, license }) => ({ name, version, text: licenseText(license) }))
    .filter(({ text }) => !isAllowed(text))
    .map(
      ({ name, version, text }) =>
        `${name} ${version} has the license "${text}", which is not allowed (${ALLOWED_LICENSES.join(', ')})`,
    );
}
