import { randomBytes } from 'node:crypto';

/** A file to put into a ZIP. */
export interface SampleFile {
  readonly name: string;
  readonly data: Buffer;
}

/** A binary STL of so many triangles, with coordinates that compress like a real surface does. */
export function stl(triangles: number): Buffer {
  const bytes = Buffer.alloc(84 + 50 * triangles);
  bytes.write('made by a test', 'latin1');
  bytes.writeUInt32LE(triangles, 80);
  for (let triangle = 0; triangle < triangles; triangle += 1) {
    for (let value = 0; value < 12; value += 1) {
      bytes.writeFloatLE(Math.sin(triangle * 0.01 + value) * 30, 84 + 50 * triangle + 4 * value);
    }
  }
  return bytes;
}

/** Bytes with the marks of a JPEG around noise. */
export function jpeg(size: number): Buffer {
  const noise = randomBytes(size - 5).map((byte) => byte & 0x7f);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), noise, Buffer.from([0xff, 0xd9])]);
}

export const XML = Buffer.from('<?xml version="1.0"?><iTeroExport Version="3.0"/>');
export const HTML = Buffer.from('<!DOCTYPE html><html><body>Rx of Testa Sample</body></html>');

/** What an export of an order looks like, small. */
export function sampleExport(): readonly SampleFile[] {
  return [
    { name: '100000001_shell_occlusion_u.stl', data: stl(2000) },
    { name: '100000001_shell_occlusion_l.stl', data: stl(1500) },
    { name: 'itero_export_#100000001_v30.xml', data: XML },
    { name: 'Rx_100000001.html', data: HTML },
    { name: 'gallery_#100000001.jpg', data: jpeg(3000) },
  ];
}
