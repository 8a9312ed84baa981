import type { AdapterPorts } from '@chairside/core';
import { durableStep, type ScanStaging } from '@chairside/core/house';

/** A port's methods that have an effect, with the names of their steps. */
type StepNames<Port> = Readonly<Partial<Record<keyof Port & string, string>>>;

/** The same port; what is named is a durable step. */
function announced<Port extends object>(port: Port, names: StepNames<Port>): Port {
  const stepNames: Readonly<Record<string, string | undefined>> = names;
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      const name = typeof key === 'string' ? stepNames[key] : undefined;
      const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
      return name === undefined ? call : (...args: unknown[]) => durableStep(name, async () => await call(...args));
    },
  });
}

/** What an adapter offers, with each effect on the practice's side as a durable step, whoever wrote the adapter. */
export function announcedPorts(ports: AdapterPorts): AdapterPorts {
  const { rxTrigger, patients, sink, status, directory } = ports;
  return {
    // Reading may take a file out of its folder.
    rxTrigger:
      rxTrigger &&
      announced(rxTrigger, { read: 'requests read', acknowledge: 'acknowledge', sayAgain: 'requests again' }),
    patients: patients && announced(patients, { changed: 'patients read' }),
    sink: sink && announced(sink, { deliver: 'deliver', settle: 'settle', withdraw: 'chart withdraw' }),
    status: status && announced(status, { tell: 'status tell' }),
    directory,
    probe: (signal) => ports.probe(signal),
    close: () => ports.close(),
  };
}

/** Staging, with each thing that it brings or removes as a durable step. */
export function announcedStaging(staging: ScanStaging): ScanStaging {
  return announced(staging, {
    fetchScan: 'fetch scan',
    fetchPicture: 'fetch picture',
    discard: 'staging discard',
    sweep: 'staging sweep',
  });
}
