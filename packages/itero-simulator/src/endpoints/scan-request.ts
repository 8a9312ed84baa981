import { type Answer, failure, success } from '../http/answer.js';
import { jsonObject } from '../http/exchange.js';
import type { PairedCall, Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';
import { isGuid } from './guid.js';
import { checkScanRequest, type ScanRequestFields } from './scan-request-body.js';

/** Pushing an RX to the scanner, and taking it back (iTero DPMS API, Scan Request and Delete RX). */
export function scanRequestRoutes(cloud: Cloud): readonly Route[] {
  return [
    { method: 'POST', path: 'scan-request', token: 'paired', answer: (call) => create(cloud, call) },
    { method: 'DELETE', path: 'scan-request/:rxId', token: 'paired', answer: (call) => remove(cloud, call) },
  ];
}

function create(cloud: Cloud, { exchange, companyId }: PairedCall): Answer {
  const body = jsonObject(exchange);
  if (body === undefined) return failure(400, 'The body is not a JSON object');
  const checked = checkScanRequest(body, cloud.company(companyId)!);
  if (typeof checked === 'string') return failure(400, checked);
  const patient = cloud.patients.matchOrAdd(companyId, patientOf(checked), cloud.switches.patientUpdates);
  if (patient === 'conflict')
    return failure(409, `Several patients have the chart number '${checked.PatientChartNumber}'`);
  return success(cloud.receive(companyId, body).rxId);
}

/** Refused alike: not a GUID, unknown, of another practice, removed before, scanned already. */
function remove(cloud: Cloud, { params, companyId }: PairedCall): Answer {
  const rx = isGuid(params['rxId']) ? cloud.rxs.get(params['rxId']) : undefined;
  if (rx === undefined || rx.companyId !== companyId || rx.state !== 'open') return failure(400, 'Wrong RXID');
  rx.state = 'deleted';
  return success(rx.rxId);
}

function patientOf(fields: ScanRequestFields): Parameters<Cloud['patients']['add']>[1] {
  const { Gender, DateOfBirth } = fields;
  const male = Gender === 'Male' || Gender === 109;
  return {
    firstName: fields.PatientFirstName,
    lastName: fields.PatientLastName,
    chartNumber: fields.PatientChartNumber,
    dateOfBirth: DateOfBirth?.slice(0, 10) ?? null,
    gender: Gender === undefined ? null : male ? 'Male' : 'Female',
  };
}
