import { defineAdapter, type AdapterDescriptor } from '@chairside/core';
import { createFilesystemPorts } from './create.js';
import type { RequestFormat } from './format/request-format.js';
import { FilesystemOptions } from './options.js';

/**
 * The adapter with further dialects of request files, which are asked before those that Chairside brings: for an adapter
 * package of one's own.
 */
export function filesystemWith(formats: readonly RequestFormat[]): AdapterDescriptor<FilesystemOptions> {
  return defineAdapter<FilesystemOptions>({
    name: 'filesystem',
    apiVersion: '1.0',
    options: FilesystemOptions,
    create: (options, host) => createFilesystemPorts(options, host, formats),
  });
}

/** The adapter for practice software that can only write a file into a folder and open files from one. */
export const filesystem = filesystemWith([]);
