import type { Switches } from '../world/switches.js';

/** The vendor's envelope with its `Status` as the switch has it; failures and answers without an envelope stay. */
export function withSuccessStatus(value: unknown, as: Switches['successStatus']): unknown {
  if (as === 'documented' || !isSuccess(value)) return value;
  const { Status: _, ...rest } = value;
  return as === 'absent' ? rest : { ...rest, Status: as === 'number' ? 1 : 'Success' };
}

function isSuccess(value: unknown): value is { readonly Status: unknown } {
  if (typeof value !== 'object' || value === null || !('Data' in value) || !('Status' in value)) return false;
  return value.Status === 1 || value.Status === 'Success';
}
