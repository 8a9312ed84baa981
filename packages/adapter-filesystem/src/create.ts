import type { AdapterHost, AdapterPorts } from '@chairside/core';
import { KeyedLock } from '@chairside/core/files';
import { join } from 'node:path';
import { CapturesFolder } from './chart/captures-folder.js';
import { ChartFolders } from './chart/chart-folders.js';
import { FolderScanSink } from './chart/folder-scan-sink.js';
import { Layout } from './chart/layout.js';
import { PendingDeliveries } from './chart/pending-deliveries.js';
import { RevisionFolder } from './chart/revision-folder.js';
import { WithdrawDelivery } from './chart/withdraw-delivery.js';
import { WithdrawalNotes } from './chart/withdrawal-notes.js';
import { OWN_FOLDER, RootFolder } from './files/root-folder.js';
import { sweepTemporary } from './files/sweep-temporary.js';
import { builtInFormats } from './format/built-in-formats.js';
import type { RequestFormat } from './format/request-format.js';
import { RequestFormats } from './format/request-formats.js';
import { FolderRxTrigger } from './inbox/folder-rx-trigger.js';
import { InboxFolders } from './inbox/inbox-folders.js';
import { Intake } from './inbox/intake.js';
import { LeftSources } from './inbox/left-sources.js';
import { Retention } from './inbox/retention.js';
import { Settling } from './inbox/settling.js';
import type { FilesystemOptions } from './options.js';
import { FolderStatusSink, SCANS_FOLDER } from './outbox/folder-status-sink.js';
import { RepliesFolder } from './outbox/replies-folder.js';
import { FolderPatientSource } from './patients/folder-patient-source.js';
import { PatientRecords } from './patients/patient-records.js';
import { RosterFile } from './patients/roster-file.js';
import { probe } from './probe.js';
import { FolderWatch } from './watch/folder-watch.js';

interface Roots {
  readonly inbox: RootFolder;
  readonly charts: RootFolder;
  readonly outbox: RootFolder | undefined;
}

/** Makes the folders that are missing and removes old temporary files; what cannot be reached now is tried again at each use. */
async function prepare(roots: Roots, inbox: InboxFolders, host: AdapterHost): Promise<void> {
  const attempts = await Promise.allSettled([roots.inbox.check(), roots.outbox?.check(), roots.charts.check()]);
  const failed = attempts.filter(({ status }) => status === 'rejected').length;
  if (failed > 0) host.logger.warn('Folders of the adapter cannot be reached yet', { count: failed });
  const records = ['patients', 'orders', 'folders', 'pending', WithdrawalNotes.FOLDER].map((name) =>
    join(roots.charts.path, OWN_FOLDER, name),
  );
  const results = roots.outbox === undefined ? [] : [roots.outbox.path, join(roots.outbox.path, SCANS_FOLDER)];
  const requests = [inbox.path, join(inbox.path, OWN_FOLDER), inbox.working, ...inbox.kept];
  await sweepTemporary([...requests, ...results, roots.charts.path, ...records]);
}

/** Puts the adapter's parts together for one clinic. */
export async function createFilesystemPorts(
  options: FilesystemOptions,
  host: AdapterHost,
  more: readonly RequestFormat[] = [],
): Promise<AdapterPorts> {
  const { clock, logger, signal } = host;
  const now = (): number => clock.now();
  const inbox = new RootFolder(host.resolvePath(options.inbox), 'inbox', 'INBOX_UNREACHABLE');
  const charts = new RootFolder(host.resolvePath(options.charts), 'charts', 'CHART_UNREACHABLE');
  const outbox =
    options.outbox === undefined
      ? undefined
      : new RootFolder(host.resolvePath(options.outbox), 'outbox', 'RESULT_UNWRITABLE');

  const records = new PatientRecords(charts.path);
  const roster =
    options.roster === undefined ? undefined : new RosterFile(host.resolvePath(options.roster), options, now);
  const patients = new FolderPatientSource(charts, records, roster);

  const pending = new PendingDeliveries(charts.path);
  const chartFolders = new ChartFolders(charts.path, new Layout(options.layout), records, patients);
  const withdrawals = new WithdrawalNotes(charts.path, now);
  const lock = new KeyedLock();
  const sink = new FolderScanSink({
    root: charts,
    folders: chartFolders,
    revisions: new RevisionFolder(charts.path, pending, now),
    captures: new CapturesFolder(charts.path, pending),
    pending,
    withdrawals,
    withdraw: new WithdrawDelivery(charts.path, chartFolders, withdrawals, lock, now),
    lock,
  });

  const formats = new RequestFormats([...more, ...builtInFormats(options)]);
  const folders = new InboxFolders({
    path: inbox.path,
    takes: (name) => formats.takes(name),
    now,
    logger: host.logger,
  });
  const rules = { formats, dateFormat: options.csv.dateFormat, limits: options.limits };
  const left = new LeftSources(inbox.path);
  const settling = new Settling(options.settle);
  const replies = outbox === undefined ? undefined : new RepliesFolder(outbox);
  const results = outbox === undefined ? [] : [outbox.path, join(outbox.path, SCANS_FOLDER)];
  const rxTrigger = new FolderRxTrigger({
    root: inbox,
    charts,
    folders,
    left,
    settling,
    intake: new Intake({ folders, left, settling, rules, clock, logger }),
    records,
    patients,
    replies,
    retention: new Retention({
      kept: [...folders.kept, ...(replies === undefined ? [] : [replies.path])],
      results,
      retention: options.retention,
      clock,
      logger,
    }),
    now,
  });

  await prepare({ inbox, charts, outbox }, folders, host);
  const watch = new FolderWatch({
    folder: inbox.path,
    mode: options.watch,
    clock,
    logger,
    signal,
    wake: () => host.wake(),
  });
  // Finding out takes a moment; meanwhile the folder is read by the clock.
  void watch.start();

  const roots = [
    { subject: 'inbox', root: inbox },
    ...(outbox === undefined ? [] : [{ subject: 'outbox', root: outbox }]),
    { subject: 'charts', root: charts },
  ];
  return {
    rxTrigger,
    patients,
    sink,
    status: outbox === undefined ? undefined : new FolderStatusSink(outbox, now),
    probe: (probeSignal) => probe({ roots, inbox: folders, roster, watch }, probeSignal),
    close: () => watch.close(),
  };
}
