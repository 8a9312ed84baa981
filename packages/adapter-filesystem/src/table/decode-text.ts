import iconv from 'iconv-lite';

/** UTF-16 without a mark: in Latin text every other byte is zero. */
function utf16WithoutMark(bytes: Buffer): string | undefined {
  const sample = bytes.subarray(0, 1024);
  if (sample.length < 8) return undefined;
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const many = sample.length * 0.3;
  if (odd > many && even < sample.length * 0.05) return 'utf-16le';
  if (even > many && odd < sample.length * 0.05) return 'utf-16be';
  return undefined;
}

function detect(bytes: Buffer): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const wide = utf16WithoutMark(bytes);
  if (wide !== undefined) return wide;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/**
 * The text of a file, without byte order mark and with `\n` at the end of each line. `auto`: by the byte order mark,
 * else strictly as UTF-8, else as Windows-1252.
 */
export function decodeText(bytes: Buffer, encoding: string): string {
  const text = iconv.decode(bytes, encoding === 'auto' ? detect(bytes) : encoding);
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}
