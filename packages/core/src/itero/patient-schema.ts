import { z } from 'zod';
import { caseless } from './caseless.js';
import { shown, Text, WholeNumber } from './schema.js';

/**
 * One patient (iTero DPMS API, Patient Management API). The GUID is `UniqueId` in the search of version 2, `Id` in that of
 * version 3, and `UID` in the answer to an update, whose `Id` is something else.
 */
export const PatientAnswer = caseless({
  UniqueId: Text.optional(),
  UID: Text.optional(),
  Id: Text.optional(),
  FirstName: Text.default(''),
  LastName: Text.default(''),
  ChartNumber: Text.default(''),
  DateOfBirth: shown(z.string()),
  Gender: shown(Text),
  CreationDate: shown(z.string()),
  UpdatedDate: shown(z.string()),
  DateUpdated: shown(z.string()),
  LastScanDate: shown(z.string()),
});
export type PatientAnswer = z.output<typeof PatientAnswer>;

/** A list of patients; each is read by itself, so that a bad one does not hide the others. */
export const PatientList = z.array(z.unknown());

/** Where the next page of a search begins (iTero DPMS API, Patient Search - V3, Meta). */
export const PagingAnswer = caseless({
  Meta: shown(caseless({ Total: shown(WholeNumber), NextOffset: shown(WholeNumber) })),
});
