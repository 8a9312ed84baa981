import { adapterSuite } from '@chairside/adapter-testkit';
import { filesystem } from '@chairside/adapter-filesystem';
import { FolderPractice } from './support/folder-practice.js';

adapterSuite({
  adapter: filesystem,
  practice: () => FolderPractice.open(),
  module: { url: import.meta.resolve('@chairside/adapter-filesystem'), name: 'filesystem' },
});
