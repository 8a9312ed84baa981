/** A place in the configuration: keys and list positions from the top. */
export type ConfigPath = readonly (string | number)[];

/** Something in the configuration that is wrong, or (as a warning) not wise. Never repeats a value: it may be a secret. */
export interface ConfigProblem {
  /** Such as `clinics[0].rx.doctors`; empty for the file as a whole. */
  readonly path: string;
  /** Of the configuration file, from 1; undefined where there is no such place. */
  readonly line?: number | undefined;
  readonly message: string;
  /** The known key that is most like an unknown one. */
  readonly nearest?: string | undefined;
  /** Position in `clinics` of the one clinic that this concerns; undefined: it concerns all. */
  readonly clinicIndex?: number | undefined;
}

/** A problem before its place in the file is looked up. */
export interface Finding {
  readonly path: ConfigPath;
  readonly message: string;
  readonly nearest?: string | undefined;
}

/** The path as the operator is shown it. */
export function pathText(path: ConfigPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `["${part}"]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** One line for a terminal or a log. */
export function problemLine({ path, line, message }: ConfigProblem): string {
  const place = [line === undefined ? '' : `line ${line}`, path].filter((text) => text !== '').join(', ');
  return place === '' ? message : `${place}: ${message}`;
}
