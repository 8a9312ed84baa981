import { startSimulator, type Simulator, type Switches } from '@chairside/itero-simulator';
import { CloudFiles } from './cloud-files.js';
import { OwnClinic, type OwnClinicOptions } from './own-clinic.js';
import type { Reading } from './readings.js';

const FIRST_COMPANY = 5001;
const DAY = 24 * 60 * 60 * 1000;

/** A cloud of one reading and a new clinic at it. */
export interface Practice {
  readonly simulator: Simulator;
  readonly companyId: number;
  /** Not of the clinic: says what the clinic must come to have. */
  readonly cloud: CloudFiles;
  readonly clinic: OwnClinic;
  /** When the first scan that the clinic fetches may have been made, milliseconds since 1970: midnight, UTC. */
  readonly since: number;
}

/** A simulated cloud that is given one reading after the other, and an account of its own for each. */
export class Stage {
  readonly #simulator: Simulator;
  readonly #documented: Switches;
  #played = 0;

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.#documented = { ...simulator.switches };
  }

  /** @param plays how many readings there will be at most */
  static async open(plays: number): Promise<Stage> {
    const companies = Array.from({ length: plays }, (_, index) => ({
      id: FIRST_COMPANY + index,
      name: `Sample Practice ${index + 1}`,
    }));
    const small = { triangles: { upper: 200, lower: 200 }, images: { width: 32, height: 18 } };
    return new Stage(await startSimulator({ ...small, companies }));
  }

  /** Does the work at a cloud of this reading; an error says which one it was. */
  async play(
    reading: Reading,
    work: (practice: Practice) => Promise<void>,
    options: Partial<OwnClinicOptions> = {},
  ): Promise<void> {
    const companyId = FIRST_COMPANY + this.#played;
    this.#played += 1;
    const simulator = this.#simulator;
    simulator.faults.clear();
    simulator.setSwitches(this.#documented);
    const cloud = await CloudFiles.open(simulator, companyId);
    simulator.setSwitches(reading.switches);
    const since = Math.floor(Date.now() / DAY - 1) * DAY;
    let clinic: OwnClinic | undefined;
    try {
      const from = new Date(since).toISOString().slice(0, 10);
      clinic = await OwnClinic.open(simulator, { ...options, since: from, discovers: reading.noDiscovery !== true });
      await clinic.pair(companyId);
      await work({ simulator, companyId, cloud, clinic, since });
    } catch (error) {
      if (error instanceof Error) error.message = `${reading.name}: ${error.message}`;
      throw error;
    } finally {
      await clinic?.close();
    }
  }

  close(): Promise<void> {
    return this.#simulator.close();
  }
}
