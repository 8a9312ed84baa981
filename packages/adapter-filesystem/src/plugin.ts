import { defineAdapter } from '@chairside/core';
import { createFilesystemPorts } from './create.js';
import { FilesystemOptions } from './options.js';

/** The adapter for practice software that can only write a file into a folder and open files from one. */
export const filesystem = defineAdapter<FilesystemOptions>({
  name: 'filesystem',
  apiVersion: '1.0',
  options: FilesystemOptions,
  create: createFilesystemPorts,
});
