import { defineAdapter } from '@chairside/core';
import { z } from 'zod';
import { memoryPractice } from './memory-practice.js';

/** The reference adapter: keeps every promise of the contract, on a MemoryPractice of this process. */
export const referenceAdapter = defineAdapter({
  name: 'reference',
  apiVersion: '1.0',
  options: z.strictObject({ practice: z.string() }),
  create: ({ practice }) => memoryPractice(practice).ports(),
});
