import { ChairsideError, type Clock } from '@chairside/core';
import type { OptionsQuestion, ReadOptions } from '../../config/adapter-options.js';
import { unlessLate } from '../unless-late.js';
import { AdapterProcess } from './adapter-process.js';
import { receivedError, type AdapterModule } from './messages.js';

/**
 * What an adapter has to say of its options, asked in a process of its own that ends then. Throws ADAPTER_BROKEN,
 * ADAPTER_API_VERSION, ADAPTER_STUCK or ADAPTER_CRASHED.
 */
export async function askOptions(
  module: AdapterModule,
  question: OptionsQuestion,
  {
    memoryLimit,
    within,
    clock,
  }: { readonly memoryLimit: number | undefined; readonly within: number; readonly clock: Clock },
): Promise<ReadOptions> {
  let process: AdapterProcess | undefined;
  const answered = new Promise<ReadOptions>((resolve, reject) => {
    process = AdapterProcess.start({ memoryLimit }, (message) => {
      if (message.type === 'options') resolve(message.answer as ReadOptions);
      if (message.type === 'failed') reject(receivedError(message.error));
    });
    void process.ended.then((how) =>
      reject(new ChairsideError('ADAPTER_CRASHED', { detail: `${module.use}: ${how}` })),
    );
    process.send({ type: 'options', module, question });
  });
  try {
    return await unlessLate(answered, within, clock, () => new ChairsideError('ADAPTER_STUCK', { detail: module.use }));
  } finally {
    process?.kill();
  }
}
