/// <reference lib="es2024.arraybuffer" />

/**
 * Frees the memory of a chunk whose last byte is also the last of its buffer, so that nobody writes to it any more; the
 * chunk must be the caller's own. Left to the garbage collector, the buffers of one scan call for a dozen full
 * collections, which cost more than hashing it.
 */
export function release({ buffer, byteOffset, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteOffset + byteLength === buffer.byteLength) buffer.transfer(0);
}
