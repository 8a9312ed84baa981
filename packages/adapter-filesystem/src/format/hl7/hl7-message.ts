import { Hl7Message, type Hl7Segment } from '@medplum/core';
import type { RowFlaw } from '../../table/raw-row.js';
import { unescapeHl7 } from './hl7-text.js';

/** One segment and where it stands. */
export interface PlacedSegment {
  /** From 1. */
  readonly line: number;
  readonly segment: Hl7Segment;
}

const SEGMENT = /^[A-Z][A-Z0-9]{2}$/;
/** An explicit "no value" (HL7 2, null). */
const NULL = '""';

/** One message of a file. */
export class OrderMessage {
  /** Of its first and of its last segment, from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly message: Hl7Message;
  readonly segments: readonly PlacedSegment[];
  /** What makes the message as a whole unfit. */
  readonly flaw: RowFlaw | undefined;

  constructor(lines: readonly { readonly line: number; readonly text: string }[]) {
    this.line = lines[0]?.line ?? 1;
    this.lastLine = lines.at(-1)?.line ?? this.line;
    this.message = Hl7Message.parse(lines.map(({ text }) => text).join('\r'));
    this.segments = this.message.segments.map((segment, index) => ({ line: lines[index]?.line ?? this.line, segment }));
    this.flaw = this.#brokenSegment() ?? this.#wrongType();
  }

  first(name: string): PlacedSegment | undefined {
    return this.segments.find(({ segment }) => segment.name === name);
  }

  /** A component of a field, from 1, without escapes; undefined where it is blank. */
  text(segment: Hl7Segment | undefined, field: number, component: number, repetition = 0): string | undefined {
    const raw = segment?.getComponent(field, component, 0, repetition) ?? '';
    const { fieldSeparator, componentSeparator, repetitionSeparator, subcomponentSeparator, escapeCharacter } =
      this.message.context;
    const text = unescapeHl7(raw, {
      escape: escapeCharacter,
      delimiters: fieldSeparator + componentSeparator + repetitionSeparator + subcomponentSeparator,
    }).trim();
    return text === '' || text === NULL ? undefined : text;
  }

  #brokenSegment(): RowFlaw | undefined {
    const broken = this.segments.find(({ segment }) => !SEGMENT.test(segment.name));
    if (broken === undefined) return undefined;
    return { line: broken.line, message: 'a line is no segment', expected: 'a segment such as PID|…, on one line' };
  }

  #wrongType(): RowFlaw | undefined {
    const { header } = this.message;
    const type = `${this.text(header, 9, 1) ?? ''}^${this.text(header, 9, 2) ?? ''}`;
    if (/^ORM\^(O01)?$|^OMG\^(O19)?$/.test(type)) return undefined;
    const message = 'messages of this type ask for no scan';
    return { line: this.line, field: 'MSH-9', message, expected: 'ORM^O01 or OMG^O19' };
  }
}
