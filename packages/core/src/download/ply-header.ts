const TYPE_BYTES: Readonly<Record<string, number>> = {
  char: 1,
  uchar: 1,
  int8: 1,
  uint8: 1,
  short: 2,
  ushort: 2,
  int16: 2,
  uint16: 2,
  int: 4,
  uint: 4,
  int32: 4,
  uint32: 4,
  float: 4,
  float32: 4,
  double: 8,
  float64: 8,
};

/** In ASCII every value takes at least a digit and what parts it from the next; behind the last there may be nothing. */
const ASCII_VALUE_BYTES = 2;

/**
 * Whether a file that starts with this text can be a PLY of `size` bytes: a complete header, and at least as many bytes
 * behind it as its elements need with every list empty.
 * @param text the first bytes, one character each
 */
export function isPlausiblePly(text: string, size: number): boolean {
  const header =
    /^ply\r?\n(?:comment.*\r?\n)*format (ascii|binary_little_endian|binary_big_endian) 1\.0\s*?\r?\n([^]*?\r?\n)?end_header\r?\n/.exec(
      text,
    );
  if (header === null) return false;
  const [whole, format, lines = ''] = header;
  const least = leastBodyBytes(lines, format === 'ascii');
  return least !== undefined && size >= whole.length + least;
}

/** Undefined where the header says something that PLY does not know. */
function leastBodyBytes(lines: string, ascii: boolean): number | undefined {
  let total = 0;
  let count = 0;
  for (const line of lines.split(/\r?\n/)) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === 'element') {
      count = Number(rest[1]);
      if (!Number.isSafeInteger(count) || count < 0) return undefined;
    } else if (word === 'property') {
      const bytes = TYPE_BYTES[(rest[0] === 'list' ? rest[1] : rest[0]) ?? ''];
      if (bytes === undefined) return undefined;
      total += count * (ascii ? ASCII_VALUE_BYTES : bytes);
    }
  }
  return ascii ? Math.max(0, total - 1) : total;
}
