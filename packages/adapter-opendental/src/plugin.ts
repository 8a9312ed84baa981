import { defineAdapter } from '@chairside/core';
import { createOpenDentalPorts } from './create.js';
import { OpenDentalOptions } from './options.js';

/** The adapter for Open Dental on MySQL or MariaDB: reads its database, and files into its imaging module. */
export const openDental = defineAdapter<OpenDentalOptions>({
  name: 'opendental',
  apiVersion: '1.0',
  options: OpenDentalOptions,
  create: createOpenDentalPorts,
});
