import type { ClinicId, ProcedureRule } from '@chairside/core';
import type { ClinicPolicy } from '@chairside/core/flow';
import { procedureById, procedureText } from '@chairside/core/itero';
import type { CheckLine } from './check-line.js';

/** A line for each mapping of a procedure: which id it became, and what that id is in the vendor's table. */
export function checkProcedures(clinic: ClinicId, { defaults, procedures }: ClinicPolicy['rx']): readonly CheckLine[] {
  const lines = Object.entries(procedures).map(([code, rule]) =>
    ruleLine(`rx.procedures.${code}`, rule, defaults.labId, clinic),
  );
  const { procedureMapId, labId } = defaults;
  if (procedureMapId === undefined) return lines;
  return [ruleLine('rx.defaults', { procedureMapId }, labId, clinic), ...lines];
}

function ruleLine(subject: string, rule: ProcedureRule, defaultLab: number | undefined, clinic: ClinicId): CheckLine {
  if (rule === false) return { level: 'ok', subject, text: 'asks for no scan' };
  const { procedureMapId, labId = defaultLab } = rule;
  const row = procedureById(procedureMapId);
  if (row === undefined)
    return {
      level: 'warning',
      subject,
      text: `procedureMapId ${procedureMapId} is not in the table that Chairside knows`,
      advice: 'chairside procedures lists the table; leave the id where Align named it, since ids may be added',
    };
  const text = `procedureMapId ${procedureMapId} = ${procedureText(row)}`;
  if (row.sendTo !== 'lab' || labId !== undefined) return { level: 'ok', subject, text };
  return {
    level: 'warning',
    subject,
    text: `${text}, but no lab is named`,
    advice: `add labId here or to rx.defaults, unless each request names its lab; labs: chairside practice ${clinic}`,
  };
}
