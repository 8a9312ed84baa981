import { defineAdapter } from '@chairside/core';
import { FolderChart } from './folder-chart.js';
import { Options } from './options.js';
import { PracticePatients } from './practice-patients.js';
import { probe } from './probe.js';
import { openSource } from './source.js';
import { VisitTrigger } from './visit-trigger.js';

/** What Chairside loads. */
export const adapter = defineAdapter<Options>({
  name: 'sample-adapter',
  apiVersion: '1.0',
  options: Options,
  create(options, host) {
    const source = openSource(options, host);
    const chart = new FolderChart(host.resolvePath(options.charts));
    return {
      rxTrigger: new VisitTrigger(source),
      patients: new PracticePatients(source),
      sink: chart,
      probe: (signal) => probe(source, chart, signal),
      close: () => source.close(),
    };
  },
});
