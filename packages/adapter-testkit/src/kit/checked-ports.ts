import type { AdapterPorts } from '@chairside/core';
import { answerOf, callName, missingCall, offered, portsOf } from '@chairside/core/house';
import { must } from './broken.js';

/** An adapter whose answers are looked at as the service looks at them: one that is not as its type says is named. */
export function checkedPorts(ports: AdapterPorts): AdapterPorts {
  const missing = missingCall(ports);
  must(missing === undefined, `create answers something that has no ${missing}`);
  return portsOf(
    (call) => {
      const method = offered(ports, call);
      if (method === undefined) return undefined;
      return async (...args) => {
        const { value, wrong } = answerOf(call, await method(...args));
        must(wrong === undefined, `${callName(call)} answers what is not as its type says: ${wrong}`);
        return value;
      };
    },
    async () => {
      await ports.close();
    },
  );
}
