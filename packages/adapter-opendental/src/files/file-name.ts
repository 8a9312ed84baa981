import type { ScanDelivery } from '@chairside/core';
import type { PlannedFile } from './plan-filing.js';

/** No single part may crowd out the rest of a name. */
const MAX_PROCEDURE = 40;
const MAX_ORDER = 40;

/** As plain ASCII words: accents go, whatever else is no letter, digit, dot or hyphen becomes a space. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9.-]+/g, ' ')
    .trim();
}

/** The day on which it was scanned, as the practice's own calendar has it: in the evening UTC may be a day ahead. */
function localDay(moment: string): string {
  const time = new Date(moment);
  // Sweden writes the day as ISO 8601 does.
  return Number.isNaN(time.getTime()) ? plain(moment.slice(0, 10)) : time.toLocaleDateString('sv-SE');
}

/**
 * What a file's name ends in: what tells it from all other files of the practice, and never changes, as the order's
 * procedure may.
 */
export function fileTail({ order, kind, revision }: ScanDelivery, { label, ending }: PlannedFile): string {
  // The newest revision of its order says nothing about a capture.
  const number = kind === 'capture' ? '' : `r${revision}`;
  const parts = [plain(String(order.orderId)).slice(0, MAX_ORDER), number, label];
  return `${parts.filter((part) => part !== '').join(' ')}${ending}`;
}

/**
 * How a file is called in the chart, which is also how Open Dental lists it: readable ASCII, without the patient's name,
 * unique among all files of the practice, and the same for the same delivery.
 * @param longest how many characters there is room for
 */
export function fileName(delivery: ScanDelivery, planned: PlannedFile, longest: number): string {
  const head = `iTero ${localDay(delivery.order.scannedAt)}`;
  const tail = fileTail(delivery, planned);
  const room = longest - `${head}  ${tail}`.length;
  const procedure = plain(delivery.order.procedure ?? '')
    .slice(0, Math.max(0, Math.min(room, MAX_PROCEDURE)))
    .trim();
  return [head, procedure, tail].filter((part) => part !== '').join(' ');
}
