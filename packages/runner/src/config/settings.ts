import { pathText, type ConfigPath } from './problem.js';

/** One value of a configuration. */
export interface Setting {
  /** Where it stands; a clinic is named by its id, so that another order of the clinics is no change. */
  readonly path: string;
  /** As JSON; may be a secret. */
  readonly value: string;
}

/** Every value of a configuration, as it stands in the file. */
export function settingsOf(values: unknown, path: ConfigPath = []): readonly Setting[] {
  if (typeof values !== 'object' || values === null || Object.keys(values).length === 0)
    return [{ path: pathText(path), value: JSON.stringify(values) ?? '' }];
  return Object.entries(values).flatMap(([key, value]) => settingsOf(value, [...path, place(values, key, path)]));
}

function place(values: object, key: string, path: ConfigPath): string | number {
  if (!Array.isArray(values)) return key;
  const index = Number(key);
  const item = values[index] as { readonly id?: unknown } | null;
  return path.length === 1 && path[0] === 'clinics' && typeof item?.id === 'string' ? item.id : index;
}
