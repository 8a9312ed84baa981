import type { ProcedureMode, RxRules } from '@chairside/core';
import { archOf, isToothless, type Arch } from './arches.js';
import { CODE_RULES, codeRule, type CodeRule, type NamedScan } from './code-rules.js';

/** What a procedure asks the scanner for. */
export interface ScanWish {
  /** Names it in keys: wishes of a visit with the same name are one RX. */
  readonly group: string;
  /** Undefined where a person must say. */
  readonly procedureMapId?: number | undefined;
  /** The ids among which the practice must choose. */
  readonly choices?: readonly number[] | undefined;
  readonly labId?: number | undefined;
  readonly mode: ProcedureMode;
}

/** What is asked about a procedure. */
export interface MappedProcedure {
  /** procedurecode.ProcCode */
  readonly code: string;
  /** Teeth, quadrants or arches. */
  readonly places: readonly string[];
}

/** A code may carry a suffix of the practice's own after its five characters. */
function plainCode(code: string): string {
  return code.trim().slice(0, 5).toUpperCase();
}

function nameOf({ procedure, type = procedure }: NamedScan): string {
  return type
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}

function archesOf(places: readonly string[]): readonly Arch[] {
  const named = places.map(archOf).filter((arch) => arch !== undefined);
  return named.length > 0 ? named : ['upper', 'lower'];
}

/**
 * What procedures ask for. The clinic's own rules go first: by the whole code as Open Dental has it, then by its first
 * five characters, then by prefix; then the default rules, by the first five characters. Without a rule a procedure asks
 * for nothing.
 */
export class ProcedureMap {
  readonly #rules: RxRules;
  /** By procedureMapId: what the RX of a default rule is called, so that own rules for the same procedure join it. */
  readonly #names: ReadonlyMap<number, string>;

  constructor(rules: RxRules) {
    this.#rules = rules;
    this.#names = new Map(
      CODE_RULES.flatMap(({ scan, withoutTeeth }) => [scan, withoutTeeth])
        .filter((scan) => scan !== undefined)
        .flatMap((scan) => {
          const ids = this.#idsOf(scan);
          return ids.map((id) => [id, ids.length === 1 ? nameOf(scan) : `${nameOf(scan)}-${id}`] as const);
        }),
    );
  }

  /** Whether what a procedure asks for may depend on the teeth that are left. */
  dependsOnTeeth(code: string): boolean {
    return codeRule(plainCode(code))?.withoutTeeth !== undefined;
  }

  /** Undefined where it asks for no scan. `missing` are the patient's missing teeth. */
  wish({ code, places }: MappedProcedure, missing: ReadonlySet<string>): ScanWish | undefined {
    const plain = plainCode(code);
    const own = this.#rules.procedureRule(code.trim(), plain);
    if (own === false) return undefined;
    if (own !== undefined) {
      const { procedureMapId, labId, mode = 'auto' } = own;
      const name = this.#names.get(procedureMapId) ?? `procedure-${procedureMapId}`;
      return { group: labId === undefined ? name : `${name}-lab-${labId}`, procedureMapId, labId, mode };
    }
    const rule = codeRule(plain);
    return rule && this.#default(plain, rule, archesOf(places), missing);
  }

  #default(code: string, rule: CodeRule, arches: readonly Arch[], missing: ReadonlySet<string>): ScanWish {
    const { scan, mode, withoutTeeth } = rule;
    if (scan === undefined) return { group: code.toLowerCase(), mode };
    const toothless = withoutTeeth === undefined ? [] : arches.filter((arch) => isToothless(arch, missing));
    if (withoutTeeth === undefined || toothless.length === 0) return this.#named(scan, mode);
    return this.#named(toothless.length === arches.length ? withoutTeeth : scan, 'suggest');
  }

  #named(scan: NamedScan, mode: ProcedureMode): ScanWish {
    const ids = this.#idsOf(scan);
    const [procedureMapId, ...others] = ids;
    const group = nameOf(scan);
    return others.length === 0 ? { group, procedureMapId, mode } : { group, choices: ids, mode };
  }

  #idsOf({ procedure, type }: NamedScan): readonly number[] {
    return this.#rules.procedureIds(procedure, type);
  }
}
