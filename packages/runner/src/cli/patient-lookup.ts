import { sameChartNumber } from '@chairside/core';
import type { CloudPatient, ScanService } from '@chairside/core/house';

/** Finds single patients at iTero, which searches by name, chart number and days, and not by its own ids. */
export class PatientLookup {
  readonly #service: ScanService;
  readonly #signal: AbortSignal;

  constructor(service: ScanService, signal: AbortSignal) {
    this.#service = service;
    this.#signal = signal;
  }

  /** Everybody who has this chart number. */
  async holders(chartNumber: string): Promise<readonly CloudPatient[]> {
    const scanned = { firstName: '', lastName: '', chartNumber };
    const similar = await this.#service.similarPatients(scanned, this.#signal);
    return similar.filter((patient) => sameChartNumber(patient.chartNumber, chartNumber));
  }

  /** The patient with this id among those with a chart number; a blank one is that of all who have none. */
  async withChart(id: string, chartNumber: string): Promise<CloudPatient | undefined> {
    return this.again({ id, firstName: '', lastName: '', chartNumber });
  }

  /** The patient with this id among all, page by page. Throws PATIENT_SEARCH_UNAVAILABLE without version 3 of the API. */
  async amongAll(id: string): Promise<CloudPatient | undefined> {
    for await (const page of this.#service.searchPatients({}, this.#signal)) {
      const patient = page.find(hasId(id));
      if (patient !== undefined) return patient;
    }
    return undefined;
  }

  /** A patient as iTero has them now. */
  async again({ id, ...scanned }: CloudPatient): Promise<CloudPatient | undefined> {
    const { firstName, lastName, chartNumber } = scanned;
    const similar = await this.#service.similarPatients({ firstName, lastName, chartNumber }, this.#signal);
    return similar.find(hasId(id));
  }
}

function hasId(id: string): (patient: CloudPatient) => boolean {
  const wanted = id.toLowerCase();
  return (patient) => patient.id.toLowerCase() === wanted;
}
