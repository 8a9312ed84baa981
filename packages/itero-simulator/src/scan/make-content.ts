import { makeArch } from './arch-mesh.js';
import type { CaptureSpec, ContentSpec, ScanSpec } from './content-spec.js';
import { hash32 } from '../random.js';
import { writeJpeg } from './jpeg.js';
import { coarser, type Mesh, vertexNormals } from './mesh.js';
import { writePly } from './ply.js';
import { render, type Shaded } from './rasteriser.js';
import { writeStl } from './stl.js';
import { galleryViews } from './view.js';

/** Above this many triangles a picture is drawn from every second row and column of the mesh. */
const FINE_ENOUGH = 60_000;
const CAPTURE_TRIANGLES = 30_000;

/** Makes the heavy files of a scan or a capture one after another, so that only one is in memory at a time. */
export async function* makeContent(spec: ContentSpec): AsyncGenerator<{ role: string; bytes: Buffer }> {
  if (spec.kind === 'capture') yield* makeCapture(spec);
  else yield* makeScan(spec);
}

async function* makeScan(spec: ScanSpec): AsyncGenerator<{ role: string; bytes: Buffer }> {
  const write = spec.meshFormat === 'ply' ? writePly : writeStl;
  const upper = makeArch({ jaw: 'upper', seed: spec.seed, triangles: spec.triangles.upper, prepared: spec.prepared });
  yield { role: 'upper-mesh', bytes: write(upper) };
  const lower = makeArch({ jaw: 'lower', seed: spec.seed, triangles: spec.triangles.lower });
  yield { role: 'lower-mesh', bytes: write(lower) };
  const shadedUpper = forPictures(upper);
  const shadedLower = forPictures(lower);
  for (const view of galleryViews) {
    const surfaces = [...(view.upper ? [shadedUpper] : []), ...(view.lower ? [shadedLower] : [])];
    const picture = render(surfaces, view, spec.images.width, spec.images.height);
    yield { role: view.name, bytes: await writeJpeg(picture) };
  }
}

async function* makeCapture(spec: CaptureSpec): AsyncGenerator<{ role: string; bytes: Buffer }> {
  const view = galleryViews[hash32(spec.seed) % galleryViews.length]!;
  const surfaces = (['upper', 'lower'] as const)
    .filter((jaw) => view[jaw])
    .map((jaw) => forPictures(makeArch({ jaw, seed: spec.seed, triangles: CAPTURE_TRIANGLES })));
  yield { role: 'capture', bytes: await writeJpeg(render(surfaces, view, spec.images.width, spec.images.height)) };
}

function forPictures(mesh: Mesh): Shaded {
  const drawn = mesh.indices.length / 3 > FINE_ENOUGH ? coarser(mesh) : mesh;
  return { mesh: drawn, normals: vertexNormals(drawn) };
}
