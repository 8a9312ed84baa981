import type { RowProblem } from '../request/row-problem.js';
import type { RawFile } from '../table/raw-row.js';

/** A file that is written for whoever sent a request file. */
export interface Reply {
  readonly content: string;
  /** What the name of the request file gets instead of its ending: `.ack.hl7`. */
  readonly ending: string;
}

/** What a request file holds. */
export interface RequestFile extends RawFile {
  /**
   * What the sender is answered once all requests of the file were dealt with; `problems` are those of all its rows. Left
   * out where the sender expects no answer.
   */
  reply?(problems: readonly RowProblem[]): Reply;
}

/** One dialect of request files. All calls are free of effects and may be repeated. */
export interface RequestFormat {
  /** As `formats` of the configuration names it. */
  readonly name: string;
  /** Whether a file of this name is taken from the inbox for this dialect's sake. */
  ownsName(name: string): boolean;
  /**
   * Whether the bytes are of this dialect, by what they begin with; whatever the file is called. A dialect that only its
   * name tells answers false.
   */
  recognises(bytes: Buffer): boolean;
  /** Throws NotReadable for what does not parse to its end. What is wrong with one row is that row's flaw only. */
  read(bytes: Buffer): RequestFile | Promise<RequestFile>;
}
