import { z } from 'zod';

const text = z.string();
const name = z.string().min(1);
const numbers = z.array(z.int());
const size = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Patient = z.object({
  ref: name,
  chartNumber: text,
  firstName: text,
  lastName: text,
  dateOfBirth: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  gender: z.enum(['Male', 'Female']).optional(),
});
const Candidate = Patient.extend({ remark: text.optional() });

const WantedRx = z.object({
  key: name,
  patient: name,
  patientDetails: Patient.optional(),
  doctor: text.optional(),
  doctorKeys: z.array(text).optional(),
  doctorId: z.int().optional(),
  labId: z.int().optional(),
  procedureMapId: z.int().optional(),
  procedureCode: text.optional(),
  procedureChoices: numbers.optional(),
  notes: text.optional(),
  licenseNumber: text.optional(),
  proposal: z.boolean().optional(),
});

const PlacedFile = z.looseObject({ path: name, size, sha256 });

/** What a call that answers nothing answers: whatever it is, it is not looked at. */
export const Nothing = z.unknown().transform(() => undefined);

export const RxReading = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), wanted: z.array(WantedRx), begun: z.array(WantedRx).optional() }),
  z.object({
    kind: z.literal('changes'),
    changes: z.array(
      z.discriminatedUnion('change', [
        z.object({ id: name, change: z.literal('wanted'), rx: WantedRx }),
        z.object({ id: name, change: z.literal('cancelled'), key: name }),
      ]),
    ),
    cursor: text.optional(),
    more: z.boolean().optional(),
  }),
]);
export const Confirmations = z.map(name, z.enum(['wanted', 'over', 'cancelled']));

export const MaybePatient = Patient.optional();
export const PatientSearch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), patient: Patient }),
  z.object({ kind: z.literal('none'), near: z.array(Candidate) }),
  z.object({ kind: z.literal('ambiguous'), patients: z.array(Candidate) }),
]);
export const ChangedPatients = z.object({
  patients: z.array(Patient),
  cursor: text,
  more: z.boolean().optional(),
});

/** Whatever else a sink puts into a receipt comes back to it. */
export const Receipt = z.looseObject({ key: name, files: z.array(PlacedFile), pending: z.array(name).optional() });
export const Holding = z.enum(['held', 'missing', 'removed']);
export const LeftFiles = z.array(z.object({ path: name, knownAs: name }));

export const DirectoryEntries = z.array(z.object({ key: name, name: text, otherKeys: z.array(text).optional() }));

export const Findings = z.array(
  z.object({
    level: z.enum(['ok', 'warning', 'problem', 'unreachable', 'refused']),
    subject: text,
    text,
    advice: text.optional(),
  }),
);
