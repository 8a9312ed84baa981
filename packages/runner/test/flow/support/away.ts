/** The same object while `isAway` says no; else every call of it fails, before it does anything, with `failure`. */
export function awayWhile<Port extends object>(port: Port, isAway: () => boolean, failure: () => Error): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (isAway()) throw failure();
        return Reflect.apply(value, target, args);
      };
    },
  });
}
