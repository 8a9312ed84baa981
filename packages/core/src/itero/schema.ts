import { z } from 'zod';
import { caseless } from './caseless.js';

const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
const NO_GUID = /^\{?[0-]+\}?$/;

/** Text that may come as a number. */
export const Text = z.union([z.string(), z.number().transform(String)]);
/** A number that may come as text. */
export const WholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^\s*\d{1,15}\s*$/)
    .transform(Number),
]);
/** A field that is shown but decides nothing: what cannot be read is absent. */
export const shown = <T>(schema: z.ZodType<T>) => schema.optional().catch(undefined);

/** An RX id (iTero DPMS API, Scan Request): a GUID. */
export const RxGuid = z
  .string()
  .trim()
  .regex(GUID)
  .transform((text) => GUID.exec(text)?.[1] ?? text);

/** iTero DPMS API, Get Practice Configuration. */
export const PracticeAnswer = caseless({
  Header: caseless({ CompanyId: WholeNumber, CompanyName: Text.default(''), CountryCode: shown(Text) }),
  Doctors: z.array(caseless({ Id: WholeNumber, Name: Text.default('') })).default([]),
  Labs: z
    .array(
      caseless({
        Id: WholeNumber,
        Name: Text.default(''),
        Types: z.array(Text).default([]).catch([]),
        Address: shown(Text),
        DefinedCaseTypes: z.array(WholeNumber).default([]).catch([]),
      }),
    )
    .default([]),
  UnitTypes: z
    .array(caseless({ Id: WholeNumber, Name: Text.default('') }))
    .default([])
    .catch([]),
});
export type PracticeAnswer = z.output<typeof PracticeAnswer>;

const PrepAnswer = caseless({
  AdaId: shown(WholeNumber),
  UnitTypeId: shown(WholeNumber),
  UnitTypeName: shown(Text),
  BridgeId: shown(WholeNumber),
});

/** One order (iTero DPMS API, Get Orders for Practice and Get Order by RX ID). */
export const OrderAnswer = caseless({
  OrderId: Text.pipe(z.string().trim().min(1)),
  RxId: z
    .string()
    .optional()
    .transform((text) => (text === undefined || text.trim() === '' || NO_GUID.test(text.trim()) ? undefined : text))
    .pipe(RxGuid.optional()),
  OrderCode: shown(Text),
  CompanyId: shown(WholeNumber),
  CompanyName: shown(Text),
  ScanningDate: z.string(),
  ScanningTime: shown(WholeNumber),
  PatientFirstName: Text.default(''),
  PatientLastName: Text.default(''),
  PatientChartNumber: Text.default(''),
  DoctorId: shown(WholeNumber),
  DoctorName: shown(Text),
  DoctorLicenseNumber: shown(Text),
  ScanningOperatorId: shown(WholeNumber),
  ScanningOperatorName: shown(Text),
  ProcedureName: shown(Text),
  ProcedureTypeName: shown(Text),
  CaseType: shown(Text),
  LabId: shown(WholeNumber),
  LabName: shown(Text),
  Status: Text.default(''),
  Notes: shown(Text),
  Preps: z.array(PrepAnswer).default([]).catch([]),
  DueDate: shown(z.string()),
  ScannerModelDescription: shown(Text),
  ScannerModelId: shown(WholeNumber),
  ViewerUrl: shown(z.string()),
  ThumbnailsDownloadUrl: shown(z.string()),
  IdeFileUrl: shown(z.string()),
  ScreenCaptureFileUrl: shown(z.string()),
  Urls: shown(
    caseless({
      MyiTero3DViewerUrl: shown(z.string()),
      IDEFileUrl: shown(z.string()),
      ScreenCaptureUrl: shown(z.string()),
      ThumbnailsUrl: shown(z.string()),
    }),
  ),
});
export type OrderAnswer = z.output<typeof OrderAnswer>;

/** One page of orders; each order is read by itself, so that a bad one does not hide the others. */
export const OrdersPage = caseless({
  HasMore: z.boolean().optional(),
  Results: z.array(z.unknown()).default([]),
});

/** iTero DPMS API, Get List of Screen Captures. */
export const CapturesAnswer = caseless({
  OrderFileUrls: z
    .array(
      caseless({
        OrderId: Text.pipe(z.string().trim().min(1)),
        Urls: caseless({ SCREEN_CAPTURE: z.array(z.unknown()).default([]) }).optional(),
      }),
    )
    .default([]),
});
export const CaptureAnswer = caseless({ FileUrl: z.string().trim().min(1), CreatedDate: z.string() });

/** The accounts that a login may pair. */
export const CompaniesAnswer = z.array(caseless({ CompanyId: WholeNumber, CompanyName: Text.default('') }));
