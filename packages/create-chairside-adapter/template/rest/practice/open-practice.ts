import { PracticeServer } from './practice-server.js';
import { SamplePractice } from './sample-practice.js';

/** A practice of its own each time, whose software answers over HTTP. */
export function openPractice(): Promise<SamplePractice> {
  return SamplePractice.open(async (_folder, tables) => {
    const server = new PracticeServer(tables);
    await server.start();
    return {
      options: { url: server.url, key: server.key },
      goAway: () => server.stop(),
      comeBack: () => server.start(),
      close: () => server.stop(),
    };
  });
}
