import type { PlacedFile } from '@chairside/core';
import type { ChartDocument } from './documents.js';

/** Where a file went, as its receipt says it. */
export interface FiledDocument {
  /** PatNum of the one in whose chart it is. */
  readonly patient: string;
  /** DocNum. */
  readonly number: string;
  /** How Open Dental lists it. */
  readonly description: string;
}

/** As the path of a receipt: the chart, the document, and how the document is called. */
export function placePath({ patient, number, description }: FiledDocument): string {
  return `${patient}/${number}/${description}`;
}

/** What a receipt's path says; undefined where it was not made here. */
export function readPlace({ path }: PlacedFile): FiledDocument | undefined {
  const [, patient, number, description] = /^(\d+)\/(\d+)\/(.+)$/.exec(path) ?? [];
  if (patient === undefined || number === undefined || description === undefined) return undefined;
  return { patient, number, description };
}

/** Names that Open Dental took from an SFTP server have no spaces. */
function comparable(text: string): string {
  return text.replaceAll('_', ' ').trim();
}

/** A file's name where a space could be misread. */
export function withoutSpaces(name: string): string {
  return name.replaceAll(' ', '_');
}

function best(documents: readonly ChartDocument[]): ChartDocument | undefined {
  return documents.find(({ pending }) => !pending) ?? documents[0];
}

/**
 * The document of a name, rather one that shows its file than one that waits to be opened. `tail` is what tells the file
 * from all others: before it stands what may have changed since.
 */
export function documentEnding(documents: readonly ChartDocument[], tail: string): ChartDocument | undefined {
  return best(documents.filter(({ description }) => comparable(description).endsWith(` ${comparable(tail)}`)));
}

/** The document that is still called as it was filed. */
export function documentNamed(documents: readonly ChartDocument[], place: FiledDocument): ChartDocument | undefined {
  const name = comparable(place.description);
  return best(documents.filter(({ description }) => comparable(description) === name));
}
