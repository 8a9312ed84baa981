import { ADAPTER_API_VERSION } from './adapter.js';

interface Version {
  readonly major: number;
  readonly minor: number;
}

function parsed(version: unknown): Version | undefined {
  const [, major, minor] = (typeof version === 'string' && /^(\d{1,6})\.(\d{1,6})$/.exec(version)) || [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/**
 * Why an adapter that was written for a version of the adapter API cannot run under this one, as the rest of a sentence
 * that begins with its name; undefined where it can: the same major version, and no later minor one.
 */
export function versionProblem(version: unknown, offered: string = ADAPTER_API_VERSION): string | undefined {
  const written = parsed(version);
  const here = parsed(offered);
  if (written === undefined || here === undefined)
    return `does not say for which version of the adapter API it was written: apiVersion must be a text such as "${offered}". Report it to its maker.`;
  const was = `was written for version ${String(version)} of the adapter API, and this Chairside has ${offered}.`;
  if (written.major < here.major) return `${was} Install a newer version of the adapter.`;
  if (written.major > here.major || written.minor > here.minor)
    return `${was} Update Chairside, or install an older version of the adapter.`;
  return undefined;
}
