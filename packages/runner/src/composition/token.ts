import type { ServiceIdentifier } from 'inversify';

/** An identifier that keeps its type: what is bound to it and got by it is checked. */
export function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`chairside/${name}`);
}
