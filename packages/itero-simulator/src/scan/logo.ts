import { SeededRandom } from '../random.js';
import { writePng } from './png.js';

const WIDTH = 120;
const HEIGHT = 40;

let made: Buffer | undefined;

/** The small picture at the head of an export's RX page: a made-up mark of a few kilobytes. */
export function logoPng(): Buffer {
  made ??= draw();
  return made;
}

function draw(): Buffer {
  const random = new SeededRandom('logo');
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const ring = Math.abs(Math.hypot(x - 20, y - 20) - 13) < 3;
      const bar = x > 42 && x < 112 && y > 15 && y < 25;
      const shade = ring || bar ? 90 : 245;
      rgb.fill(shade - random.integer(0, 7), (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  }
  return writePng(WIDTH, HEIGHT, rgb);
}
