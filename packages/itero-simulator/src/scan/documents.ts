import type { Company } from '../world/companies.js';
import type { Order } from '../world/order.js';
import { orderCode } from '../world/order-maker.js';
import { procedureOf } from '../world/procedures.js';

/** What the small files of an export say. */
export interface ExportFacts {
  readonly order: Order;
  readonly company: Company;
  /** When the export was made, in milliseconds: the one thing that differs between equal exports. */
  readonly exportedAt: number;
  /** File names of the meshes, upper first. */
  readonly meshes: readonly [string, string];
  /** File name of the main picture, where the export has one. */
  readonly picture?: string;
}

/** The scan's metadata as XML; only versions from 5.0 on have teeth and a procedure, none has a chart number. */
export function exportXml(facts: ExportFacts, version: '2.4' | '3.0' | '5.0'): Buffer {
  const { order, company } = facts;
  const doctor = company.doctors.find((each) => each.id === order.facts.doctorId);
  const procedure = procedureOf(order.facts.procedureMapId);
  const info = {
    OrderID: order.id,
    OrderCode: orderCode(order),
    CaseTypeID: order.facts.procedureMapId,
    CaseTypeName: procedure?.caseType ?? '',
    Patient: `${order.lastName}, ${order.firstName}`,
    Doctor: doctor?.name ?? '',
    DoctorID: order.facts.doctorId,
    DoctorLicense: '',
    DoctorCompanyID: company.id,
    DueDate: usDate(order.scannedAt),
    LabID: order.facts.labId ?? 0,
    PracticeShipToAddress: '1 Practice Street, Sampletown',
    ExportTime: `${usDate(facts.exportedAt)} ${new Date(facts.exportedAt).toISOString().slice(11, 19)}`,
    UtcOffset: 0,
    CaaSVersion: '2.20.0.0',
    iTeroVersion: '2.20.0.0',
  };
  const objects = [
    surface('Upper', facts.meshes[0]),
    surface('Lower', facts.meshes[1]),
    ...(facts.picture === undefined
      ? []
      : [`    <Object ObjectType="Image" SubType="Gallery" FileName="${facts.picture}" />`]),
  ];
  const teeth = order.facts.preps.map(
    (prep) => `      <Tooth AdaId="${prep.adaId}" RestorationType="${escape(prep.unitTypeName)}" />`,
  );
  const more =
    version === '5.0'
      ? [`    <Procedure>${escape(procedure?.name ?? '')}</Procedure>`, '    <Teeth>', ...teeth, '    </Teeth>']
      : [];
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<iTeroExport Version="${version}">`,
    '  <RxInfo>',
    ...Object.entries(info).map(([key, value]) => `    <${key}>${escape(String(value))}</${key}>`),
    ...more,
    '  </RxInfo>',
    '  <ExportedObjects>',
    ...objects,
    '  </ExportedObjects>',
    '</iTeroExport>',
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'utf8');
}

/** The RX as a page with one table. The name stands the other way round than in the XML, as in real exports. */
export function rxHtml(facts: ExportFacts): Buffer {
  const { order, company } = facts;
  const rows = {
    Order: `${order.id} (${orderCode(order)})`,
    Patient: `${order.firstName}, ${order.lastName}`,
    'Chart #': order.chartNumber,
    'Scanning date': usDate(order.scannedAt),
    Dentist: company.doctors.find((each) => each.id === order.facts.doctorId)?.name ?? '',
    Practice: company.name,
    'Ship to': '1 Practice Street, Sampletown',
    Notes: order.facts.notes ?? '',
    Exported: new Date(facts.exportedAt).toISOString(),
  };
  const lines = [
    '<!DOCTYPE html>',
    `<html><head><meta charset="utf-8"><title>Rx ${order.id}</title>`,
    '<style>body{font-family:sans-serif}td{border:1px solid #999;padding:4px 8px}th{text-align:left;padding:4px 8px}</style>',
    '</head><body><img src="itero_element_logo.png" alt=""><table>',
    ...Object.entries(rows).map(([key, value]) => `<tr><th>${escape(key)}</th><td>${escape(value)}</td></tr>`),
    '</table></body></html>',
    '',
  ];
  return Buffer.from(lines.join('\n'), 'utf8');
}

/** The RX as a one-page PDF. */
export function rxPdf(facts: ExportFacts): Buffer {
  const text = [
    `Rx ${facts.order.id}`,
    `Practice ${facts.company.id}`,
    `Exported ${new Date(facts.exportedAt).toISOString()}`,
  ];
  const stream = `BT /F1 14 Tf 72 770 Td 20 TL ${text.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}xref\n0 ${count}\n0000000000 65535 f \n${table}${trailer}`, 'latin1');
}

function surface(jaw: 'Upper' | 'Lower', fileName: string): string {
  return `    <Object ObjectType="Surface" SubType="Jaw" JawId="${jaw}" FileName="${fileName}" />`;
}

/** MM/DD/YYYY, as exports write it. */
function usDate(at: number): string {
  const [year, month, day] = new Date(at).toISOString().slice(0, 10).split('-');
  return `${month}/${day}/${year}`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
