import type { AdapterHost, Finding, ScanSink } from '@chairside/core';
import { createApiFiling } from './api/create-api-filing.js';
import type { OpenDental } from './database/open-dental.js';
import { ImageCharts } from './images/image-charts.js';
import { ImageFolderSink } from './images/image-folder-sink.js';
import { probeImages } from './images/probe-images.js';
import type { OpenDentalOptions } from './options.js';

/** A way into the chart. */
export interface Filing {
  readonly sink: ScanSink;
  /** Never throws for what it finds. */
  probe(signal: AbortSignal): Promise<readonly Finding[]>;
}

/** The way that `files.via` chooses. */
export function filingOf({ files, api }: OpenDentalOptions, openDental: OpenDental, host: AdapterHost): Filing {
  if (files.via === 'api' && api !== undefined) return createApiFiling(api, files, openDental, host);
  const charts = new ImageCharts(openDental, { files, resolvePath: (path) => host.resolvePath(path) });
  return {
    sink: new ImageFolderSink(charts, files, host.clinic),
    probe: (signal) => probeImages(charts, files, signal),
  };
}
