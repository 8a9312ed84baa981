const UNITS = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;

/** Bytes of a text such as `500KB`, `20MB` or `1GB`; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,6})(KB|MB|GB)$/.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}
