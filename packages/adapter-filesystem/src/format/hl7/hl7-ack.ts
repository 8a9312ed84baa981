import { Hl7Segment } from '@medplum/core';
import type { RowProblem } from '../../request/row-problem.js';
import type { OrderMessage } from './hl7-message.js';

/** ERR-3 (HL7 table 0357). */
const CONDITIONS: Partial<Record<RowProblem['code'], string>> = {
  REQUEST_FIELD_MISSING: '101^Required field missing^HL70357',
  REQUEST_FIELD_INVALID: '102^Data type error^HL70357',
};
const OTHER_CONDITION = '207^Application internal error^HL70357';
const UNSUPPORTED_TYPE = '200^Unsupported message type^HL70357';
/** Since this version a problem has fields of its own in ERR; before, a sentence in MSA. */
const ERR_SINCE = 2.5;

/**
 * The acknowledgment of a message: AA where all of its orders were taken, AR where it is of a type that asks for no scan,
 * else AE with the first problem (HL7 2, original mode).
 */
export function acknowledge(message: OrderMessage, problems: readonly RowProblem[]): string {
  const { message: hl7, line, lastLine } = message;
  const [problem] = problems.filter((one) => one.line !== null && one.line >= line && one.line <= lastLine);
  const refused = problem?.field === 'MSH-9';
  const ackCode = problem === undefined ? 'AA' : refused ? 'AR' : 'AE';
  const ack = hl7.buildAck({ ackCode });
  if (problem === undefined) return ack.toString();
  const { context } = hl7;
  const text = plain(`${problem.message}; expected: ${problem.expected}`);
  const control = message.text(hl7.header, 10, 1) ?? '';
  ack.setSegment('MSA', new Hl7Segment(['MSA', ackCode, control, `${problem.code}: ${text}`], context));
  if (Number.parseFloat(message.text(hl7.header, 12, 1) ?? '') >= ERR_SINCE) {
    const condition = refused ? UNSUPPORTED_TYPE : (CONDITIONS[problem.code] ?? OTHER_CONDITION);
    ack.setSegment(
      ack.segments.length,
      new Hl7Segment(['ERR', '', place(problem.field), condition, 'E', problem.code, '', '', text], context),
    );
  }
  return ack.toString();
}

/** ERR-2: the segment, its number, and the field. */
function place(field: string | null): string {
  const [, segment = '', number = '', component = ''] =
    /^([A-Z][A-Z0-9]{2})-(\d+)(?:\.(\d+))?$/.exec(field ?? '') ?? [];
  if (segment === '') return '';
  return [segment, '1', number, ...(component === '' ? [] : ['1', component])].join('^');
}

/** Without the characters that separate. */
function plain(text: string): string {
  return text.replaceAll(/[|^~\\&\r\n]/g, ' ');
}
