/** The files of an asset: name -> content. Stands for a ZIP, which only FakeStaging can open. */
export type FakeFiles = Readonly<Record<string, string>>;

/** What an order has of one kind of asset; `not-ready`: it is still being made. */
export type FakeAsset = FakeFiles | 'none' | 'not-ready';

export function packFiles(files: FakeFiles): Buffer {
  return Buffer.from(JSON.stringify(files));
}

/** The files in what `packFiles` made; undefined where the bytes are something else. */
export function unpackFiles(bytes: Buffer): FakeFiles | undefined {
  try {
    const files: unknown = JSON.parse(bytes.toString());
    return typeof files === 'object' && files !== null ? (files as FakeFiles) : undefined;
  } catch {
    return undefined;
  }
}
