import {
  ChairsideError,
  contentDigest,
  type Patient,
  type RxChange,
  type RxOutcome,
  type RxReading,
  type RxTrigger,
} from '@chairside/core';
import { folderError, throwIfStopped } from '@chairside/core/files';
import { forEachLimited } from '../files/for-each-limited.js';
import type { RootFolder } from '../files/root-folder.js';
import type { FolderPatientSource } from '../patients/folder-patient-source.js';
import type { PatientRecords } from '../patients/patient-records.js';
import type { RepliesFolder } from '../outbox/replies-folder.js';
import { refusedRow, type RequestFileReading } from '../request/request-file.js';
import type { RequestRow } from '../request/request-row.js';
import type { RowProblem } from '../request/row-problem.js';
import { sameStamp, type Claim, type InboxFile, type InboxFolders } from './inbox-folders.js';
import type { Intake } from './intake.js';
import type { LeftSources } from './left-sources.js';
import type { Retention } from './retention.js';
import type { Settling } from './settling.js';

/** A reading ends after the file that reaches this many changes; the rest comes with the next one. */
const CHANGES_AT_ONCE = 5_000;

type Reading = Extract<RequestFileReading, { kind: 'read' }>;

/** A file whose requests were handed out and not all acknowledged. */
interface Open {
  readonly claim: Claim;
  readonly requests: ReadonlyMap<string, RequestRow>;
  readonly problems: readonly RowProblem[];
  readonly reply: Reading['reply'];
  readonly outcomes: Map<string, RxOutcome>;
}

export interface TriggerParts {
  readonly root: RootFolder;
  readonly charts: RootFolder;
  readonly folders: InboxFolders;
  readonly left: LeftSources;
  readonly settling: Settling;
  readonly intake: Intake;
  readonly records: PatientRecords;
  readonly patients: FolderPatientSource;
  readonly retention: Retention;
  /** Where senders find their answers; undefined where there is no outbox. */
  readonly replies: RepliesFolder | undefined;
  readonly now: () => number;
}

/**
 * Requests from files that are dropped into a folder. The folder is the truth: each `read` lists it whole. A taken file
 * stays in `.working`, and is read again with the same ids, until every request of it was acknowledged.
 */
export class FolderRxTrigger implements RxTrigger {
  readonly #parts: TriggerParts;
  readonly #open = new Map<string, Open>();

  constructor(parts: TriggerParts) {
    this.#parts = parts;
  }

  /** `more`: files were seen that have not come to rest, so that another `read` soon would bring them. */
  async read(_cursor: string | undefined, signal: AbortSignal): Promise<RxReading> {
    const { root, folders, left, settling, retention } = this.#parts;
    try {
      throwIfStopped(signal);
      await root.check();
      await folders.prepare();
      await retention.run(signal);
      settling.round();
      const claimed = new Map((await folders.claimed()).map((claim) => [claim.path, claim]));
      const waiting = await left.without(await folders.waiting());
      const files = [...claimed.values(), ...waiting].toSorted(byAge);
      const changes: RxChange[] = [];
      let more = false;
      let stuck: { readonly error: unknown } | undefined;
      for (const file of files) {
        throwIfStopped(signal);
        if (changes.length >= CHANGES_AT_ONCE) {
          more = true;
          // Looked at without taking it, so that its time to settle goes on.
          settling.look(file.path, file, this.#parts.now());
          continue;
        }
        const claim = claimed.get(file.path);
        const look = await (claim === undefined
          ? this.#parts.intake.waiting(file, signal)
          : this.#parts.intake.claimed(claim, signal));
        if (look.kind === 'soon') more = true;
        if (look.kind === 'stuck') stuck ??= look;
        if (look.kind === 'taken') changes.push(...(await this.#changesOf(look.claim, look.reading, signal)));
      }
      // What can be read is not kept from its work by what cannot; the next look says it.
      if (stuck !== undefined && changes.length === 0) throw stuck.error;
      return { kind: 'changes', changes, more };
    } catch (error) {
      throw folderError(error, 'INBOX_UNREACHABLE', 'INBOX_UNREACHABLE', signal);
    }
  }

  /** Moves each file that is answered whole to `.done`, or to `.failed` where any of its requests was bad or refused. */
  async acknowledge(outcomes: readonly RxOutcome[], signal: AbortSignal): Promise<void> {
    try {
      const touched = new Set<Open>();
      for (const outcome of outcomes) {
        const open = this.#open.get(outcome.id.slice(0, outcome.id.indexOf('#')));
        if (open?.requests.has(outcome.id) !== true) continue;
        open.outcomes.set(outcome.id, outcome);
        touched.add(open);
      }
      for (const open of touched) {
        throwIfStopped(signal);
        if (open.outcomes.size === open.requests.size) await this.#end(open, signal);
      }
    } catch (error) {
      throw folderError(error, 'INBOX_UNREACHABLE', 'INBOX_UNREACHABLE', signal);
    }
  }

  /** Puts the files that ended since then back into the inbox; they are as old as their end, and so in its order. */
  async sayAgain(since: number, signal: AbortSignal): Promise<void> {
    const { root, folders } = this.#parts;
    try {
      await root.check();
      await folders.prepare();
      for (const file of await folders.ended(since)) {
        throwIfStopped(signal);
        await folders.putBack(file);
      }
    } catch (error) {
      throw folderError(error, 'INBOX_UNREACHABLE', 'INBOX_UNREACHABLE', signal);
    }
  }

  async #end(open: Open, signal: AbortSignal): Promise<void> {
    const { folders } = this.#parts;
    const stamp = await folders.stamp(open.claim);
    // Gone, or written to after it was taken: what came of it is told again when it is read again.
    if (stamp !== undefined && sameStamp(stamp, open.claim)) {
      const problems = [...open.problems];
      for (const [id, outcome] of open.outcomes) {
        const request = open.requests.get(id);
        if (outcome.result !== 'refused' || request === undefined) continue;
        problems.push(refusedRow(request, outcome.code ?? 'REQUEST_FIELD_INVALID', 'requestId'));
      }
      await this.#settle(open.claim, problems, open.reply, signal);
    }
    this.#open.delete(open.claim.id);
  }

  /** Answers the sender, and puts the file where it ends. */
  async #settle(
    claim: Claim,
    problems: readonly RowProblem[],
    reply: Reading['reply'],
    signal: AbortSignal,
  ): Promise<void> {
    const { folders, replies } = this.#parts;
    // First: a crash in between answers the same once more.
    if (reply !== undefined) await replies?.write(claim.name, reply(problems), signal);
    if (problems.length > 0) await folders.fail(claim, problems);
    else await folders.finish(claim);
  }

  /** While the outbox is away a file that holds no good request waits with its answer, and keeps no other from being read. */
  async #settleAlone(
    claim: Claim,
    problems: readonly RowProblem[],
    reply: Reading['reply'],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.#settle(claim, problems, reply, signal);
    } catch (error) {
      if (!ChairsideError.is(error) || error.code !== 'RESULT_UNWRITABLE') throw error;
    }
  }

  async #changesOf(claim: Claim, reading: Reading, signal: AbortSignal): Promise<readonly RxChange[]> {
    const { requests, reply } = reading;
    const conflicts = await this.#knowPatients(requests);
    const problems = [
      ...reading.problems,
      ...[...conflicts].map(([row, code]) => refusedRow(row, code, 'patient.chartNumber')),
    ];
    const good = new Map<string, RequestRow>();
    for (const [row, request] of requests.entries())
      if (!conflicts.has(request)) good.set(`${claim.id}#${row + 1}`, request);
    if (good.size === 0) {
      await this.#settleAlone(claim, problems, reply, signal);
      return [];
    }
    this.#open.set(claim.id, { claim, requests: good, problems, reply, outcomes: new Map() });
    return [...good].map(([id, request]) =>
      request.action === 'create'
        ? { id, change: 'wanted', rx: request.rx }
        : { id, change: 'cancelled', key: request.key },
    );
  }

  /**
   * Remembers the patients of the requests, durably; returns the requests whose chart number is somebody else's, or
   * cannot be judged, with the reason.
   */
  async #knowPatients(requests: readonly RequestRow[]): Promise<ReadonlyMap<RequestRow, RowProblem['code']>> {
    const { charts, records } = this.#parts;
    const conflicts = new Map<RequestRow, RowProblem['code']>();
    const byChart = new Map<string, (RequestRow & { action: 'create' })[]>();
    for (const request of requests) {
      if (request.action !== 'create') continue;
      const same = byChart.get(request.patient.chartNumber);
      if (same === undefined) byChart.set(request.patient.chartNumber, [request]);
      else same.push(request);
    }
    if (byChart.size === 0) return conflicts;
    try {
      await charts.check();
      await forEachLimited(byChart.values(), 8, async (same) => {
        let known = '';
        for (const request of same) {
          const stated = contentDigest(request.patient);
          if (stated === known) continue;
          const conflict = await this.#know(request.patient);
          if (conflict === undefined) known = stated;
          else conflicts.set(request, conflict);
        }
      });
      await records.sync();
    } catch (error) {
      throw folderError(error, 'CHART_UNREACHABLE', 'CHART_FULL');
    }
    return conflicts;
  }

  /** Remembers one patient; the reason where that cannot be. */
  async #know(patient: Patient): Promise<RowProblem['code'] | undefined> {
    const { patients, records } = this.#parts;
    try {
      if (await patients.contradicts(patient)) return 'REQUEST_PATIENT_CONFLICT';
      await records.recordRequest(patient, this.#parts.now());
      return undefined;
    } catch (error) {
      // The damaged record of one patient keeps no other's request from being read.
      if (ChairsideError.is(error) && error.code === 'CHART_CONFLICT') return error.code;
      throw error;
    }
  }
}

function byAge(one: InboxFile, other: InboxFile): number {
  return one.mtimeMs - other.mtimeMs || (one.name < other.name ? -1 : 1);
}
