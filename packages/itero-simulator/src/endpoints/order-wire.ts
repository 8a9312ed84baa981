import type { Cloud } from '../world/cloud.js';
import type { Order } from '../world/order.js';
import { orderCode } from '../world/order-maker.js';
import { procedureOf } from '../world/procedures.js';
import { fileBase } from './file-base.js';

/** An order with every field of the vendor's document (iTero DPMS API, Get Orders for Practice). */
export function wireOrder(cloud: Cloud, order: Order, base: string, byRx: boolean): Record<string, unknown> {
  const company = cloud.company(order.companyId)!;
  const procedure = procedureOf(order.facts.procedureMapId);
  const doctor = company.doctors.find(({ id }) => id === order.facts.doctorId);
  const lab = company.labs.find(({ id }) => id === order.facts.labId);
  const scanned = new Date(order.scannedAt).toISOString();
  return {
    ProcedureName: procedure?.name ?? null,
    ProcedureTypeName: procedure?.type ?? null,
    RxId: order.rxId,
    OrderId: cloud.switches.orderIdAs === 'string' ? String(order.id) : order.id,
    OrderCode: orderCode(order),
    ScanningDate: scanned,
    DoctorId: order.facts.doctorId,
    ScanningOperatorId: 901,
    ScanningOperatorName: 'Assistant Sample',
    ScanningTime: order.facts.scanningSeconds,
    PatientFirstName: order.firstName,
    PatientLastName: order.lastName,
    PatientChartNumber: order.chartNumber,
    CaseType: procedure?.caseType ?? null,
    CompanyId: company.id,
    CompanyName: company.name,
    LabId: order.facts.labId,
    LabName: lab?.name ?? null,
    Preps: order.facts.preps.map((prep) => ({
      AdaId: prep.adaId,
      UnitTypeId: prep.unitTypeId,
      UnitTypeName: prep.unitTypeName,
      BridgeId: null,
    })),
    Notes: order.facts.notes,
    ...addresses(cloud, order, base, byRx),
    Status: order.status,
    DueDate: new Date(order.scannedAt + (procedure?.caseType === 'Restorative' ? 7 : 0) * 86_400_000).toISOString(),
    PatientId: 0,
    DoctorName: doctor?.name ?? null,
    DoctorLicenseNumber: null,
    ScannerModelDescription: 'Simulated Element',
    ScannerModelId: 1,
  };
}

/** The flat and the nested set of addresses, as the switches have them; what is not offered is null. */
function addresses(cloud: Cloud, order: Order, base: string, byRx: boolean): Record<string, unknown> {
  const { urls, swappedUrls, files } = cloud.switches;
  const at = (asset: string): string => `${fileBase(base, files)}/order/${order.id}/download/${asset}`;
  const swapped = swappedUrls === 'everywhere' || (swappedUrls === 'by-rx' && byRx);
  const ide = at(swapped ? 'IMAGE_GALLERY' : 'IDE');
  const gallery = at(swapped ? 'IDE' : 'IMAGE_GALLERY');
  const captures = at('SCREEN_CAPTURE');
  const viewer = `${new URL(base).origin}/viewer/${order.id}`;
  const flat = urls !== 'nested';
  const nested = { MyiTero3DViewerUrl: viewer, IDEFileUrl: ide, ScreenCaptureUrl: captures, ThumbnailsUrl: gallery };
  return {
    ViewerUrl: flat ? viewer : null,
    ThumbnailsDownloadUrl: flat ? gallery : null,
    IdeFileUrl: flat ? ide : null,
    ScreenCaptureFileUrl: flat ? captures : null,
    Urls: urls === 'flat' ? null : nested,
  };
}
