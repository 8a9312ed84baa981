import type { PatientRef } from '@chairside/core';
import { hostname } from 'node:os';
import type { OpenDental } from '../database/open-dental.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import { readImagePatient, type DocumentRow } from './image-patient.js';
import { findImageRoot, type ImageRoot } from './image-root.js';
import { readImageSettings, refuseElsewhere, type ImageSettings } from './image-settings.js';
import { locatePatientFolder } from './patient-folder.js';

/** What is needed to file for one patient. */
export interface PatientChart {
  readonly root: ImageRoot;
  /** PatNum of who remains of the patient after merges. */
  readonly number: string;
  readonly settings: ImageSettings;
  /** Relative to the root, with `/`; it need not be there yet. Undefined where there is no such patient any more. */
  readonly folder: string | undefined;
  readonly documents: readonly DocumentRow[];
}

/** The chart of a patient who is there. */
export type PresentChart = PatientChart & { readonly folder: string };

export interface ImageChartsOptions {
  readonly files: ImageFolderOptions;
  /** A path of the options, absolute. */
  readonly resolvePath: (path: string) => string;
  /** This computer's name, as Open Dental may know it. */
  readonly computer?: string;
}

/** Windows gives programs the name without its domain. */
function thisComputer(): string {
  return hostname().split('.', 1)[0] ?? '';
}

/** Where patients' images are, asked anew each time: the practice may change it, and a patient may be merged. */
export class ImageCharts {
  readonly #openDental: OpenDental;
  readonly #options: ImageChartsOptions;

  constructor(openDental: OpenDental, options: ImageChartsOptions) {
    this.#openDental = openDental;
    this.#options = options;
  }

  /** What Open Dental says of its images. Throws DATABASE_… errors. */
  settings(signal: AbortSignal): Promise<ImageSettings> {
    return this.#openDental.read((reader) => readImageSettings(reader, this.#computer), signal);
  }

  /** Throws CHART_STORAGE_UNSUITABLE, CHART_UNREACHABLE, or DATABASE_… errors. */
  async root(signal: AbortSignal): Promise<ImageRoot> {
    return this.rootOf(await this.settings(signal));
  }

  /** Throws as `root`, and CHART_FOLDER_REFUSED. */
  async open(ref: PatientRef, signal: AbortSignal): Promise<PatientChart> {
    const [settings, { number, folder, documents }] = await this.#openDental.read(
      async (reader) => [await readImageSettings(reader, this.#computer), await readImagePatient(reader, ref)] as const,
      signal,
    );
    const root = await this.rootOf(settings);
    return { root, number, settings, documents, folder: folder && (await locatePatientFolder(root.path, folder)) };
  }

  /** The rows that Open Dental has of a patient's files now. */
  async documents(ref: PatientRef, signal: AbortSignal): Promise<readonly DocumentRow[]> {
    return (await this.#openDental.read((reader) => readImagePatient(reader, ref), signal)).documents;
  }

  async rootOf(settings: ImageSettings): Promise<ImageRoot> {
    refuseElsewhere(settings);
    return findImageRoot(this.#options.files, settings, this.#options.resolvePath);
  }

  get #computer(): string {
    return this.#options.computer ?? thisComputer();
  }
}
