import { type Answer, failure, success } from '../http/answer.js';
import { jsonObject } from '../http/exchange.js';
import type { AuthorizedCall, PairedCall, Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';
import type { OAuthEndpoints } from './oauth.js';

/** Accounts for pairing, pair, and unpair. Pairing replaces the tokens of the login by a new set. */
export function pairingRoutes(cloud: Cloud, oauth: OAuthEndpoints): readonly Route[] {
  return [
    { method: 'GET', path: 'companies', token: 'login', answer: (call) => companies(cloud, call) },
    { method: 'POST', path: 'pair', token: 'login', answer: (call) => pair(cloud, oauth, call) },
    { method: 'POST', path: 'unpair', token: 'paired', answer: (call) => unpair(cloud, call) },
  ];
}

function companies(cloud: Cloud, { family }: AuthorizedCall): Answer {
  const visible = cloud.companies.filter(({ id }) => family.companyIds.includes(id));
  return success(visible.map(({ id, name }) => ({ CompanyId: id, CompanyName: name })));
}

function pair(cloud: Cloud, oauth: OAuthEndpoints, { exchange, family }: AuthorizedCall): Answer {
  const body = jsonObject(exchange);
  const companyId = body?.['companyId'];
  const callbackUrl = body?.['callbackUrl'];
  if (typeof companyId !== 'number' || !family.companyIds.includes(companyId)) return failure(400, 'Wrong companyId');
  if (callbackUrl !== undefined && !isWebAddress(callbackUrl)) return failure(400, 'Wrong callbackUrl');
  const tokens = cloud.tokens.open({
    kind: 'paired',
    companyIds: [companyId],
    companyId,
    ...(typeof callbackUrl === 'string' ? { callbackUrl } : {}),
  });
  cloud.tokens.revoke(family);
  const warnings = chartNumberWarnings(cloud, companyId);
  const set = { ...oauth.tokenAnswer(tokens), ...(warnings.length > 0 ? { Warnings: warnings } : {}) };
  return cloud.switches.tokensInData ? success(set) : { status: 200, json: { value: set } };
}

function unpair(cloud: Cloud, { family, companyId }: PairedCall): Answer {
  cloud.tokens.revoke(family);
  return success(companyId);
}

/** What the practice should clean up first (iTero DPMS API, Pairing Enhancement). */
function chartNumberWarnings(cloud: Cloud, companyId: number): readonly Record<string, unknown>[] {
  const patients = cloud.patients.of(companyId);
  const missing = patients.filter((patient) => patient.chartNumber === '').length;
  const counts = new Map<string, number>();
  for (const { chartNumber } of patients) {
    if (chartNumber !== '') counts.set(chartNumber, (counts.get(chartNumber) ?? 0) + 1);
  }
  const shared = [...counts.values()].filter((count) => count > 1).length;
  return [
    ...(shared > 0
      ? [{ Code: 'DUPLICATE_CHART_NUMBERS', Message: 'Several patients share a chart number', Count: shared }]
      : []),
    ...(missing > 0
      ? [{ Code: 'MISSING_CHART_NUMBERS', Message: 'Patients without a chart number', Count: missing }]
      : []),
  ];
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
