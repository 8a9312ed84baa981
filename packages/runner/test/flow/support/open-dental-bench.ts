import { openDental } from '@chairside/adapter-opendental';
import { CaptureLogger } from '@chairside/adapter-testkit';
import { ClinicId, RxKey, type AdapterPorts, type Clock, type RxTrigger } from '@chairside/core';
import { HOST, makeDatabase, PracticeHands, type PrivateServer } from '@chairside/opendental-practice';
import { rxRules } from '../../../dist/adapters/rx-rules.js';
import { FlowBench, never } from './flow-bench.js';
import { samplePolicy, type PolicyChanges } from './sample-policy.js';

type Connection = Awaited<ReturnType<PrivateServer['connect']>>;

const READER = { user: 'reader', password: 'a secret' };

/** Time in which nothing is waited for. */
const HASTE: Clock = { now: () => Date.now(), sleep: async () => undefined };

/** The flows of a clinic, over the visits of a made-up practice on a database server of their own. */
export class OpenDentalBench {
  readonly server: PrivateServer;
  readonly hands: PracticeHands;
  readonly flows: FlowBench<RxTrigger>;
  readonly #connection: Connection;
  readonly #ports: AdapterPorts;

  private constructor(server: PrivateServer, connection: Connection, ports: AdapterPorts, flows: FlowBench<RxTrigger>) {
    this.server = server;
    this.hands = new PracticeHands(connection);
    this.flows = flows;
    this.#connection = connection;
    this.#ports = ports;
  }

  static async open(server: PrivateServer, policy: PolicyChanges = {}): Promise<OpenDentalBench> {
    const connection = await server.connect();
    await makeDatabase(connection, 'practice', '25.4');
    await new PracticeHands(connection).createAccount(READER.user, READER.password, ['SELECT ON practice.*']);
    const { rx } = samplePolicy(policy);
    const ports = await openDental.create(
      openDental.options.parse({ database: { host: HOST, port: server.port, database: 'practice', ...READER } }),
      {
        clinic: ClinicId('main-street'),
        logger: new CaptureLogger(),
        clock: HASTE,
        rx: rxRules(rx),
        signal: never,
        resolvePath: (path) => path,
        wake: () => undefined,
      },
    );
    const { rxTrigger, patients } = ports;
    if (rxTrigger === undefined || patients === undefined) throw new Error('the adapter has no visits or no patients');
    const flows = await FlowBench.with<RxTrigger>({ trigger: rxTrigger, policy });
    flows.build({ adapter: { rxTrigger, patients, sink: flows.adapter.sink, probe: ports.probe, close: ports.close } });
    return new OpenDentalBench(server, connection, ports, flows);
  }

  /** The RX that are on the scanner, as they were sent: procedure, doctor, chart number and notes. */
  get onScanner(): readonly string[] {
    return this.flows.service.open.map(({ submission: { procedureMapId, doctorId, patient, notes } }) =>
      [procedureMapId, doctorId, patient.chartNumber, notes].join(' '),
    );
  }

  /** The states of all generations of a visit's crown. */
  states(visit: number, group = 'fixed-restorative'): Promise<readonly string[]> {
    return this.flows.rxStates(RxKey(`${visit}:${group}`));
  }

  /** The table of visits, as it is for a moment when a backup is restored. */
  async emptyBook(): Promise<void> {
    await this.#connection.query('TRUNCATE TABLE appointment');
  }

  async close(): Promise<void> {
    await this.#ports.close();
    await this.#connection.end().catch(() => undefined);
  }
}
