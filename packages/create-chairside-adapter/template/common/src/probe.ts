import { ChairsideError, type Finding } from '@chairside/core';
import type { FolderChart } from './folder-chart.js';
import type { Source } from './source-types.js';

/** Tries what the options name, for `chairside check`. */
export async function probe(source: Source, chart: FolderChart, signal: AbortSignal): Promise<readonly Finding[]> {
  return Promise.all([
    tried('practice', 'visits can be read', source.bookedVisits(signal)),
    tried('charts', 'is there', chart.mustBeThere()),
  ]);
}

async function tried(subject: 'practice' | 'charts', text: 'visits can be read' | 'is there', work: Promise<unknown>) {
  try {
    await work;
    return { level: 'ok', subject, text } satisfies Finding;
  } catch (error) {
    const { message } = ChairsideError.from(error);
    return { level: 'unreachable', subject, text: message } satisfies Finding;
  }
}
