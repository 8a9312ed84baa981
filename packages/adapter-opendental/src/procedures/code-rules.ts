import type { ProcedureMode } from '@chairside/core';

/** A procedure by its names in the vendor's table (iTero DPMS API, Procedure selection). */
export interface NamedScan {
  readonly procedure: string;
  readonly type?: string;
}

/** What the codes of a range ask the scanner for, unless the clinic's own rules say otherwise. */
export interface CodeRule {
  /** Codes and ranges of codes: `D2510-D2544 D2710`. */
  readonly codes: string;
  /** Undefined where only a person can tell. */
  readonly scan?: NamedScan;
  readonly mode: ProcedureMode;
  /** In place of `scan` where the arch has no teeth left; always offered, never sent by itself. */
  readonly withoutTeeth?: NamedScan;
}

const STUDY_MODEL: NamedScan = { procedure: 'Study Model - iRecord' };
const FIXED: NamedScan = { procedure: 'Fixed Restorative' };
const IMPLANT: NamedScan = { procedure: 'Implant Planning' };
const GUIDE_ON_TEETH: NamedScan = { procedure: 'Implant Planning', type: 'Surgical guide Tooth supported' };
const GUIDE_ON_TISSUE: NamedScan = { procedure: 'Implant Planning', type: 'Surgical guide Tissue Supported' };
const REMOVABLE: NamedScan = { procedure: 'Denture/Removable' };
const PARTIAL: NamedScan = { procedure: 'Denture/Removable', type: 'Partial Denture/Framework' };
const IMMEDIATE: NamedScan = { procedure: 'Denture/Removable', type: 'Immediate Denture' };
const FULL_IMMEDIATE: NamedScan = { procedure: 'Denture/Removable', type: 'Full Immediate Denture' };
const FULL_ON_TISSUE: NamedScan = { procedure: 'Denture/Removable', type: 'Full Denture Tissue Based' };
const FULL_ON_IMPLANTS: NamedScan = { procedure: 'Denture/Removable', type: 'Full Denture Implant Based' };
const APPLIANCE: NamedScan = { procedure: 'Appliance' };
const NIGHT_GUARD: NamedScan = { procedure: 'Appliance', type: 'Night guard' };
const SPLINT: NamedScan = { procedure: 'Appliance', type: 'Bite Splint' };
const SPORTS_GUARD: NamedScan = { procedure: 'Appliance', type: 'Sports/Mouth guard' };
const SLEEP: NamedScan = { procedure: 'Appliance', type: 'Apnea/Sleep Appliance' };
const ORTHO: NamedScan = { procedure: 'Appliance', type: 'Ortho Appliance' };

/** The first that fits wins. Codes that only some practices use, such as N-, T- and Canadian ones, are theirs to map. */
export const CODE_RULES: readonly CodeRule[] = [
  // Scans and study models
  { codes: 'D0801', scan: STUDY_MODEL, mode: 'auto' },
  { codes: 'D0470', scan: STUDY_MODEL, mode: 'auto' },
  // Photographs, prints of a scan and looks before ortho: a scan may be wanted or not
  { codes: 'D0350-D0351 D0802 D0396 D8660 D9950', scan: STUDY_MODEL, mode: 'suggest' },
  // Space maintainers
  { codes: 'D1510-D1527 D1575', scan: ORTHO, mode: 'auto' },
  // Interim units and additions, which normally go with a definitive one
  { codes: 'D2799 D2971 D6253 D6793', scan: FIXED, mode: 'suggest' },
  // Inlays, onlays, crowns, posts from the lab, veneers from the lab, copings
  { codes: 'D2510-D2544 D2610-D2664', scan: FIXED, mode: 'auto' },
  { codes: 'D2710-D2794', scan: FIXED, mode: 'auto' },
  { codes: 'D2952-D2953', scan: FIXED, mode: 'auto' },
  { codes: 'D2961-D2962', scan: FIXED, mode: 'auto' },
  { codes: 'D2975', scan: FIXED, mode: 'auto' },
  // Dentures
  { codes: 'D5110 D5120', scan: FULL_ON_TISSUE, mode: 'auto' },
  { codes: 'D5130 D5140', scan: FULL_IMMEDIATE, mode: 'auto' },
  { codes: 'D5221-D5224 D5227-D5228', scan: IMMEDIATE, mode: 'auto' },
  { codes: 'D5211-D5214 D5225-D5226 D5281-D5286', scan: PARTIAL, mode: 'auto' },
  { codes: 'D5820-D5821', scan: PARTIAL, mode: 'auto' },
  { codes: 'D5810-D5811', scan: FULL_ON_TISSUE, mode: 'auto' },
  { codes: 'D5863 D5865 D5860', scan: FULL_ON_TISSUE, mode: 'auto' },
  { codes: 'D5864 D5866 D5861', scan: PARTIAL, mode: 'auto' },
  // Duplicates, rebases and relines: the scan is of the old denture
  { codes: 'D5877-D5878', scan: FULL_ON_TISSUE, mode: 'suggest' },
  { codes: 'D5710-D5725 D5750-D5761', scan: REMOVABLE, mode: 'suggest' },
  // Maxillofacial prostheses, stents and carriers, for which iTero has no type
  { codes: 'D5909 D5930-D5960 D5982 D5986-D5988 D5991 D5995-D5996 D5999', scan: APPLIANCE, mode: 'suggest' },
  // Implants: guides, placement, what they carry
  { codes: 'D6190', scan: GUIDE_ON_TEETH, mode: 'auto', withoutTeeth: GUIDE_ON_TISSUE },
  { codes: 'D6010 D6012-D6013 D6040 D6050', scan: IMPLANT, mode: 'suggest' },
  { codes: 'D6110-D6111 D6114-D6115 D6118-D6119 D6053 D6078', scan: FULL_ON_IMPLANTS, mode: 'auto' },
  { codes: 'D6112-D6113 D6054', scan: PARTIAL, mode: 'auto' },
  { codes: 'D6116-D6117 D6079', scan: FIXED, mode: 'suggest' },
  { codes: 'D6055 D6056', scan: FIXED, mode: 'suggest' },
  { codes: 'D6057-D6077 D6082-D6088 D6094 D6097-D6099 D6120-D6123 D6194-D6195', scan: FIXED, mode: 'auto' },
  // Bridges and what belongs to them
  { codes: 'D6205-D6252 D6545-D6549 D6600-D6634 D6710-D6792 D6794', scan: FIXED, mode: 'auto' },
  { codes: 'D6920 D6940 D6950 D6970 D6975-D6976 D6985', scan: FIXED, mode: 'suggest' },
  { codes: 'D7880', scan: SPLINT, mode: 'auto' },
  // Ortho: an aligner only where the practice says so
  { codes: 'D8010-D8020 D8050-D8070', scan: STUDY_MODEL, mode: 'ask' },
  { codes: 'D8030-D8040 D8080-D8091', scan: STUDY_MODEL, mode: 'ask' },
  { codes: 'D8210 D8220', scan: ORTHO, mode: 'auto' },
  { codes: 'D8680 D8692 D8703-D8704', scan: ORTHO, mode: 'auto' },
  // Guards, trays and sleep
  { codes: 'D9938', scan: APPLIANCE, mode: 'auto' },
  { codes: 'D9940 D9944-D9946', scan: NIGHT_GUARD, mode: 'auto' },
  { codes: 'D9941', scan: SPORTS_GUARD, mode: 'auto' },
  { codes: 'D9947', scan: SLEEP, mode: 'auto' },
  { codes: 'D9953-D9954', scan: SLEEP, mode: 'suggest' },
  { codes: 'D9975', scan: APPLIANCE, mode: 'auto' },
  // By report: the code does not say what is done
  { codes: 'D2999 D5899 D6199 D6999 D7899 D8999 D9999', mode: 'ask' },
];

/** The form of the codes that the rules are about; their order as text is that of their numbers. */
const CODE = /^D\d{4}$/;

/** In the order of the rules. Taken apart once: each round asks for the rule of every procedure of the coming days. */
const RANGES = CODE_RULES.flatMap((rule) =>
  rule.codes.split(' ').map((range) => {
    const [first, last = first] = range.split('-') as [string, string?];
    return { first, last, rule };
  }),
);

/** The rule of a code of five characters, in capitals; undefined: it asks for no scan. */
export function codeRule(code: string): CodeRule | undefined {
  return CODE.test(code) ? RANGES.find(({ first, last }) => first <= code && code <= last)?.rule : undefined;
}
