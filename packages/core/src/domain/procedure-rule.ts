/** Whether an RX that is read off a schedule is sent by itself, or waits for a person: `suggest` offers it, `ask` needs one to decide. */
export const PROCEDURE_MODES = ['auto', 'suggest', 'ask'] as const;
/** One of `PROCEDURE_MODES`. */
export type ProcedureMode = (typeof PROCEDURE_MODES)[number];

/** What a procedure code becomes; `false`: it asks for no scan. */
export type ProcedureRule =
  | {
      readonly procedureMapId: number;
      readonly labId?: number | undefined;
      /** `auto` where it is not said. */
      readonly mode?: ProcedureMode | undefined;
    }
  | false;

/**
 * The rule for a procedure that goes by several codes, the most exact first: the first code that the rules name, else the
 * longest prefix (`D99*`) that fits one of them, else undefined.
 */
export function procedureRule(
  rules: Readonly<Record<string, ProcedureRule>>,
  ...codes: readonly string[]
): ProcedureRule | undefined {
  const named = codes.find((code) => Object.hasOwn(rules, code));
  if (named !== undefined) return rules[named];
  const fits = (prefix: string): boolean => codes.some((code) => code.startsWith(prefix));
  const prefixes = Object.keys(rules).filter((key) => key.endsWith('*') && fits(key.slice(0, -1)));
  const longest = prefixes.sort((one, other) => other.length - one.length)[0];
  return longest === undefined ? undefined : rules[longest];
}
