import { cp, rename } from 'node:fs/promises';
import {
  ChairsideError,
  RxKey,
  type AdapterHost,
  type AdapterPorts,
  type PatientSearch,
  type PatientSource,
  type RxReading,
  type RxTrigger,
  type ScanSink,
} from '@chairside/core';

/** An adapter with one typical mistake. */
export interface WrongAdapter {
  readonly mistake: string;
  readonly speaks: 'snapshots' | 'changes';
  /** What of a right adapter's ports it does wrong. Called at each start. */
  spoil(ports: AdapterPorts, host: AdapterHost): AdapterPorts;
  /** What the kit says of it: in one of its checks at least. */
  readonly said: RegExp;
}

function trigger(ports: AdapterPorts, changed: (right: RxTrigger) => Partial<RxTrigger>): AdapterPorts {
  const right = ports.rxTrigger!;
  const own: RxTrigger = {
    read: (cursor, signal) => right.read(cursor, signal),
    ...(right.acknowledge && { acknowledge: (outcomes, signal) => right.acknowledge!(outcomes, signal) }),
    ...(right.confirm && { confirm: (keys, signal) => right.confirm!(keys, signal) }),
  };
  return { ...ports, rxTrigger: { ...own, ...changed(own) } };
}

function patients(ports: AdapterPorts, changed: (right: PatientSource) => Partial<PatientSource>): AdapterPorts {
  const right = ports.patients!;
  const own: PatientSource = {
    byRef: (ref, signal) => right.byRef(ref, signal),
    search: (scanned, signal) => right.search(scanned, signal),
    changed: (cursor, signal) => right.changed!(cursor, signal),
  };
  return { ...ports, patients: { ...own, ...changed(own) } };
}

function sink(ports: AdapterPorts, changed: (right: ScanSink) => Partial<ScanSink>): AdapterPorts {
  const right = ports.sink!;
  const own: ScanSink = {
    deliver: (delivery, signal) => right.deliver(delivery, signal),
    holds: (receipt, signal) => right.holds(receipt, signal),
    withdraw: (receipt, signal) => right.withdraw!(receipt, signal),
  };
  return { ...ports, sink: { ...own, ...changed(own) } };
}

function changesOf(reading: RxReading) {
  if (reading.kind !== 'changes') throw new Error('It speaks of changes.');
  return reading.changes;
}

/** Everybody whom a search names, whatever it decides. */
function named(answer: PatientSearch) {
  if (answer.kind === 'found') return [answer.patient];
  return answer.kind === 'none' ? answer.near : answer.patients;
}

let spoilt = 0;

export const WRONG_ADAPTERS: readonly WrongAdapter[] = [
  {
    mistake: 'forgets what it has read once',
    speaks: 'changes',
    spoil: (ports) =>
      trigger(ports, (right) => ({
        read: async (cursor, signal) => {
          const reading = await right.read(cursor, signal);
          const outcomes = changesOf(reading).map((change) => ({
            id: change.id,
            key: change.change === 'wanted' ? change.rx.key : change.key,
            result: 'accepted' as const,
          }));
          await right.acknowledge!(outcomes, signal);
          return reading;
        },
      })),
    said: /not acknowledged is not read again: it is lost in a crash/,
  },
  {
    mistake: 'never takes away what was acknowledged',
    speaks: 'changes',
    spoil: (ports) => trigger(ports, () => ({ acknowledge: async () => undefined })),
    said: /what was acknowledged is read again: the practice is never done with it/,
  },
  {
    mistake: 'makes a new id at each reading',
    speaks: 'changes',
    spoil: (ports) =>
      trigger(ports, (right) => ({
        read: async (cursor, signal) => {
          const changes = changesOf(await right.read(cursor, signal)).map((change) => {
            spoilt += 1;
            return { ...change, id: `random-${spoilt}` };
          });
          return { kind: 'changes', changes };
        },
        acknowledge: async () => undefined,
      })),
    said: /the same saying has another id at the next reading/,
  },
  {
    mistake: 'makes keys of its own at each start',
    speaks: 'snapshots',
    spoil: (ports) => {
      spoilt += 1;
      const start = spoilt;
      const first = new Set<number>();
      return trigger(ports, (right) => ({
        read: async (cursor, signal) => {
          const reading = await right.read(cursor, signal);
          if (reading.kind !== 'snapshot') return reading;
          first.add(start);
          const wanted = reading.wanted.map((rx) => ({ ...rx, key: RxKey(`${rx.key}@${start}`) }));
          return { ...reading, wanted: [...wanted, ...(first.size === 0 ? [] : reading.wanted.slice(0, 0))] };
        },
      }));
    },
    said: /a scan that the practice wants is not read, or under another key than/,
  },
  {
    mistake: 'takes an outage for an empty day',
    speaks: 'snapshots',
    spoil: (ports) =>
      trigger(ports, (right) => ({
        read: (cursor, signal) => right.read(cursor, signal).catch((): RxReading => ({ kind: 'snapshot', wanted: [] })),
      })),
    said: /a reading is answered, though the practice cannot be reached: an empty one would withdraw what is wanted/,
  },
  {
    mistake: 'takes whatever is not wanted for cancelled',
    speaks: 'snapshots',
    spoil: (ports) =>
      trigger(ports, (right) => ({
        confirm: async (keys, signal) => {
          const answers = await right.confirm!(keys, signal);
          return new Map(keys.map((key) => [key, answers.get(key) === 'wanted' ? 'wanted' : 'cancelled'] as const));
        },
      })),
    said: /a key that nobody knows is called cancelled/,
  },
  {
    mistake: 'counts an outage against the request',
    speaks: 'snapshots',
    spoil: (ports) =>
      trigger(ports, (right) => ({
        read: (cursor, signal) =>
          right.read(cursor, signal).catch((): never => {
            throw new ChairsideError('ADAPTER_FAILED');
          }),
      })),
    said: /read throws ADAPTER_FAILED while the practice cannot be reached, which counts as a failure of the item/,
  },
  {
    mistake: 'hears no signal',
    speaks: 'snapshots',
    spoil: (ports) =>
      trigger(ports, (right) => ({
        read: async (cursor, signal) =>
          signal.aborted ? new Promise<never>(() => undefined) : right.read(cursor, signal),
      })),
    said: /read goes on though its signal is aborted/,
  },
  {
    mistake: 'finds by the chart number alone',
    speaks: 'snapshots',
    spoil: (ports) =>
      patients(ports, (right) => ({
        search: async (scanned, signal) => {
          const all = named(await right.search(scanned, signal));
          const patient = all.find(({ chartNumber }) => chartNumber === scanned.chartNumber);
          return patient === undefined ? { kind: 'none', near: all } : { kind: 'found', patient };
        },
      })),
    said: /a chart number is enough to be found: the scan goes into the wrong chart|a chart number alone is enough/,
  },
  {
    mistake: 'finds by the name where there is no chart number',
    speaks: 'snapshots',
    spoil: (ports) =>
      patients(ports, (right) => ({
        search: async (scanned, signal) => {
          const answer = await right.search(scanned, signal);
          const [patient] = named(answer);
          return scanned.chartNumber.trim() === '' && patient !== undefined ? { kind: 'found', patient } : answer;
        },
      })),
    said: /a blank chart number agrees with somebody/,
  },
  {
    mistake: 'puts what a scan says into a pattern',
    speaks: 'snapshots',
    spoil: (ports) =>
      patients(ports, (right) => ({
        search: async (scanned, signal) => {
          const everybody = (await right.changed!(undefined, signal)).patients;
          return scanned.lastName === '%' ? { kind: 'ambiguous', patients: everybody } : right.search(scanned, signal);
        },
      })),
    said: /% in a scan is taken for a wildcard/,
  },
  {
    mistake: 'writes names in the letters of its database',
    speaks: 'snapshots',
    spoil: (ports) =>
      patients(ports, (right) => ({
        byRef: async (ref, signal) => {
          const patient = await right.byRef(ref, signal);
          // oxlint-disable-next-line no-control-regex -- whatever is not ASCII
          const plain = (text: string) => text.replaceAll(/[^\u0000-\u007f]/g, '?');
          return patient && { ...patient, firstName: plain(patient.firstName), lastName: plain(patient.lastName) };
        },
      })),
    said: /a name is not passed on as it is in the practice \(with letters with marks in it\)/,
  },
  {
    mistake: 'throws for a patient whom nobody knows',
    speaks: 'snapshots',
    spoil: (ports) =>
      patients(ports, (right) => ({
        byRef: async (ref, signal) => {
          const patient = await right.byRef(ref, signal);
          if (patient === undefined) throw new ChairsideError('RX_PATIENT_UNKNOWN');
          return patient;
        },
      })),
    said: /byRef throws for a reference that nobody has/,
  },
  {
    mistake: 'tells each change once, whatever the cursor',
    speaks: 'snapshots',
    spoil: (ports) => {
      const told = new Set<string>();
      return patients(ports, (right) => ({
        changed: async (cursor, signal) => {
          const answer = await right.changed!(cursor, signal);
          const fresh = answer.patients.filter((patient) => !told.has(JSON.stringify(patient)));
          for (const patient of answer.patients) told.add(JSON.stringify(patient));
          return { ...answer, patients: fresh };
        },
      }));
    },
    said: /a patient who changed is not told, or only once for the same cursor/,
  },
  {
    mistake: 'files a delivery anew each time',
    speaks: 'snapshots',
    spoil: (ports) =>
      sink(ports, (right) => ({
        deliver: async (delivery, signal) => {
          spoilt += 1;
          const order = { ...delivery.order, orderId: `${delivery.order.orderId}-${spoilt}` as never };
          return { ...(await right.deliver({ ...delivery, order }, signal)), key: delivery.key };
        },
      })),
    said: /the same delivery gives another receipt the second time/,
  },
  {
    mistake: 'files every revision under the same names',
    speaks: 'snapshots',
    spoil: (ports) => {
      const newest = new Map<string, number>();
      return sink(ports, (right) => ({
        deliver: async (delivery, signal) => {
          if (delivery.kind === 'scan') newest.set(delivery.order.orderId, delivery.revision);
          return right.deliver(delivery, signal);
        },
        holds: async (receipt, signal) => {
          const [orderId = '', revision] = receipt.key.split('/r');
          const replaced = (newest.get(orderId) ?? 0) > Number(revision);
          return replaced ? 'missing' : right.holds(receipt, signal);
        },
      }));
    },
    said: /a newer revision replaces an older one: nothing in a chart is ever overwritten/,
  },
  {
    mistake: 'moves the files that it is handed',
    speaks: 'snapshots',
    spoil: (ports) =>
      sink(ports, (right) => ({
        deliver: async (delivery, signal) => {
          const receipt = await right.deliver(delivery, signal);
          for (const { path } of delivery.files) await rename(path, `${path}.filed`);
          return receipt;
        },
      })),
    said: /deliver moves or removes staged files/,
  },
  {
    mistake: 'does not look at what it wrote',
    speaks: 'snapshots',
    spoil: (ports) =>
      sink(ports, () => ({
        deliver: async ({ key, files, patient }) => {
          for (const { path } of files) await cp(path, `${path}.copy`).catch(() => undefined);
          const placed = files.map(({ name, size, sha256 }) => ({
            path: `${patient.ref}/${key}/${name}`,
            size,
            sha256,
          }));
          return { key, files: placed };
        },
        holds: async () => 'held',
      })),
    said: /a staged file that is damaged or gone is filed all the same/,
  },
  {
    mistake: 'calls held what was filed once',
    speaks: 'snapshots',
    spoil: (ports) => sink(ports, () => ({ holds: async () => 'held' })),
    said: /a file was deleted from the chart, and the receipt is called held/,
  },
  {
    mistake: 'leaves a withdrawn scan where it is',
    speaks: 'snapshots',
    spoil: (ports) => sink(ports, () => ({ withdraw: async () => [] })),
    said: /what was withdrawn is still held/,
  },
  {
    mistake: 'swallows what it cannot tell',
    speaks: 'snapshots',
    spoil: (ports) => ({
      ...ports,
      status: { tell: (update, signal) => ports.status!.tell(update, signal).catch(() => undefined) },
    }),
    said: /tell returns though the practice cannot be reached: the update is lost/,
  },
  {
    mistake: 'chokes on a state of a later version',
    speaks: 'snapshots',
    spoil: (ports) => ({
      ...ports,
      status: {
        tell: async (update, signal) => {
          if (update.state.includes(' ')) throw new Error(`no state ${update.state}`);
          await ports.status!.tell(update, signal);
        },
      },
    }),
    said: /tell throws for a state that it does not know/,
  },
  {
    mistake: 'logs whom it searches',
    speaks: 'snapshots',
    spoil: (ports, host) =>
      patients(ports, (right) => ({
        search: async (scanned, signal) => {
          host.logger.info(`looking for ${scanned.lastName}` as never);
          return right.search(scanned, signal);
        },
      })),
    said: /the log or a finding holds the name of a patient/,
  },
  {
    mistake: 'throws what its probe finds',
    speaks: 'snapshots',
    spoil: (ports) => ({
      ...ports,
      probe: async (signal) => {
        const findings = await ports.probe(signal);
        if (findings.some(({ level }) => level === 'unreachable')) throw new Error('no connection');
        return findings;
      },
    }),
    said: /probe throws where nothing can be reached/,
  },
];
