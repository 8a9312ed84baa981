import { field } from './caseless.js';

const LONGEST = 300;
const MOST = 20;

function asText(warning: unknown): string | undefined {
  if (typeof warning === 'string') return warning.trim() === '' ? undefined : warning.trim();
  for (const name of ['Message', 'Text', 'Description', 'Code']) {
    const text = field(warning, name);
    if (typeof text === 'string' && text.trim() !== '') return text.trim();
  }
  return warning === undefined ? undefined : 'iTero gave a warning without a text.';
}

/**
 * Warnings of the pairing call, whose form is not public, as short texts for the operator (iTero DPMS API, Pairing
 * Enhancement: patients who share a chart number, or have none). They never stop a pairing.
 */
export function pairingWarnings(json: unknown): readonly string[] {
  const given = [json, field(json, 'Data')]
    .map((part) => field(part, 'Warnings') ?? field(part, 'Warning'))
    .find((part) => part !== undefined);
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return list.slice(0, MOST).flatMap((warning) => asText(warning)?.slice(0, LONGEST) ?? []);
}
