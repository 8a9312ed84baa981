import { OrderId, RxId } from '../domain/ids.js';
import type { AssetKind, CaptureListing, ScanOrder } from '../domain/order.js';
import type { Practice } from '../domain/practice.js';
import type { OrderAnswer, PracticeAnswer } from './schema.js';
import { momentOf } from './moment.js';
import { orderStage } from './tables/statuses.js';
import { unitTypeName } from './tables/unit-types.js';

const KIND_BY_SEGMENT: Readonly<Record<string, AssetKind>> = {
  IDE: 'export',
  IMAGE_GALLERY: 'gallery',
  SCREEN_CAPTURE: 'captures',
};

const HOST_ONLY = /^[a-z]+:(?:\/\/[^/]*)?$/i;

/** The last part of an address's path, decoded; undefined where the path has none. */
function lastSegment(address: string): string | undefined {
  let end = address.search(/[?#]/);
  if (end === -1) end = address.length;
  while (address[end - 1] === '/') end -= 1;
  if (HOST_ONLY.test(address.slice(0, end))) return undefined;
  const start = address.lastIndexOf('/', end - 1) + 1;
  if (start >= end) return undefined;
  const segment = address.slice(start, end);
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function kindOf(address: string): AssetKind | undefined {
  return KIND_BY_SEGMENT[lastSegment(address)?.toUpperCase() ?? ''];
}

/**
 * Which address is which. The document describes the fields one way for the list and swapped for the single order, so an
 * address whose path ends in an asset type is what that says, and only others are what their field's name says.
 */
function assetsOf(answer: OrderAnswer): Readonly<Partial<Record<AssetKind, string>>> {
  const { Urls: urls } = answer;
  const named: readonly (readonly [AssetKind, string | undefined])[] = [
    ['export', urls?.IDEFileUrl],
    ['gallery', urls?.ThumbnailsUrl],
    ['captures', urls?.ScreenCaptureUrl],
    ['export', answer.IdeFileUrl],
    ['gallery', answer.ThumbnailsDownloadUrl],
    ['captures', answer.ScreenCaptureFileUrl],
  ];
  const assets: Partial<Record<AssetKind, string>> = {};
  const unsaid: Partial<Record<AssetKind, string>> = {};
  for (const [field, given = ''] of named) {
    const url = given.trim();
    if (url === '') continue;
    const said = kindOf(url);
    if (said === undefined) unsaid[field] ??= url;
    else assets[said] ??= url;
  }
  return { ...unsaid, ...assets };
}

/** The order, or undefined where its scanning date cannot be read. */
export function toOrder(answer: OrderAnswer): ScanOrder | undefined {
  const scannedAt = momentOf(answer.ScanningDate);
  if (scannedAt === undefined) return undefined;
  return {
    orderId: OrderId(answer.OrderId),
    rxId: answer.RxId === undefined ? undefined : RxId(answer.RxId),
    orderCode: answer.OrderCode,
    companyId: answer.CompanyId,
    companyName: answer.CompanyName,
    scannedAt,
    scanSeconds: answer.ScanningTime,
    patient: {
      firstName: answer.PatientFirstName.trim(),
      lastName: answer.PatientLastName.trim(),
      chartNumber: answer.PatientChartNumber.trim(),
    },
    doctorId: answer.DoctorId,
    doctorName: answer.DoctorName,
    doctorLicenseNumber: answer.DoctorLicenseNumber,
    operatorId: answer.ScanningOperatorId,
    operatorName: answer.ScanningOperatorName,
    procedure: answer.ProcedureName,
    procedureType: answer.ProcedureTypeName,
    caseType: answer.CaseType,
    labId: answer.LabId,
    labName: answer.LabName,
    status: answer.Status.trim(),
    stage: orderStage(answer.Status),
    notes: answer.Notes,
    preps: answer.Preps.map((prep) => ({
      tooth: prep.AdaId,
      unitTypeId: prep.UnitTypeId,
      unitTypeName: prep.UnitTypeName ?? unitTypeName(prep.UnitTypeId),
      bridgeId: prep.BridgeId,
    })),
    dueDate: answer.DueDate === undefined ? undefined : momentOf(answer.DueDate),
    scannerModel: answer.ScannerModelDescription,
    scannerModelId: answer.ScannerModelId,
    viewerUrl: answer.Urls?.MyiTero3DViewerUrl ?? answer.ViewerUrl,
    assets: assetsOf(answer),
  };
}

export function toPractice(answer: PracticeAnswer): Practice {
  return {
    companyId: answer.Header.CompanyId,
    companyName: answer.Header.CompanyName,
    countryCode: answer.Header.CountryCode,
    doctors: answer.Doctors.map(({ Id, Name }) => ({ id: Id, name: Name })),
    labs: answer.Labs.map(({ Id, Name, Types, Address, DefinedCaseTypes }) => ({
      id: Id,
      name: Name,
      types: Types,
      address: Address,
      caseTypes: DefinedCaseTypes,
    })),
    unitTypes: answer.UnitTypes.map(({ Id, Name }) => ({ id: Id, name: Name })),
  };
}

/** The capture, or undefined where its date or its name cannot be read. */
export function toCapture(orderId: string, url: string, created: string): CaptureListing | undefined {
  const createdAt = momentOf(created);
  const captureId = lastSegment(url);
  if (createdAt === undefined || captureId === undefined) return undefined;
  return { orderId: OrderId(orderId), captureId, url, createdAt };
}
