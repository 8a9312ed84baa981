/** One row of the procedure table (iTero DPMS API, Procedure selection). */
export interface Procedure {
  readonly mapId: number;
  readonly name: string;
  /** Null where the table says that there is none. */
  readonly type: string | null;
  readonly sendTo: 'Lab' | 'No Send To' | 'myitero.com';
  readonly caseType: 'Restorative' | 'iRecord' | 'iCast' | 'Invisalign';
}

type Row = readonly [number, string, string, Procedure['sendTo']];

const rows: readonly Row[] = [
  [1, 'Study Model - iRecord', 'N/A', 'Lab'],
  [2, 'Study Model - iRecord', 'iCast', 'No Send To'],
  [3, 'Invisalign - Vivera', 'Aligners', 'No Send To'],
  [4, 'Invisalign - Vivera', 'First Aligners', 'No Send To'],
  [5, 'Invisalign - Vivera', 'First Palatal Expander', 'No Send To'],
  [6, 'Invisalign - Vivera', 'Vivera Retainer', 'No Send To'],
  [7, 'Invisalign - Vivera', 'Invisalign Retainer', 'No Send To'],
  [8, 'Appliance', 'Night guard', 'Lab'],
  [9, 'Appliance', 'Bite Split', 'Lab'],
  [10, 'Appliance', 'Sports/Mouth guard', 'Lab'],
  [11, 'Appliance', 'Apnea/Sleep Appliance', 'Lab'],
  [13, 'Appliance', 'Ortho Appliance', 'Lab'],
  [14, 'Appliance', 'Night guard', 'Lab'],
  [15, 'Appliance', 'Bite Split', 'Lab'],
  [16, 'Appliance', 'Sports/Mouth guard', 'Lab'],
  [17, 'Appliance', 'Apnea/Sleep Appliance', 'Lab'],
  [19, 'Appliance', 'Ortho Appliance', 'Lab'],
  [20, 'Denture/Removable', 'Partial Denture/Framework', 'Lab'],
  [21, 'Denture/Removable', 'Immediate Denture', 'Lab'],
  [22, 'Denture/Removable', 'Full Denture Tissue Based', 'Lab'],
  [23, 'Denture/Removable', 'Full Denture Implant Based', 'Lab'],
  [24, 'Implant Planning', 'Surgical guide Tooth supported', 'Lab'],
  [25, 'Implant Planning', 'Surgical guide Tissue Supported', 'Lab'],
  [26, 'Implant Planning', 'Surgical guide Bone supported', 'Lab'],
  [30, 'Fixed Restorative', 'N/A', 'Lab'],
  [41, 'Appliance', 'N/A', 'Lab'],
  [42, 'Appliance', 'N/A', 'Lab'],
  [44, 'Implant Planning', 'N/A', 'Lab'],
  [46, 'Implant Planning', 'Surgical planning only - No guide', 'Lab'],
  [48, 'Denture/Removable', 'N/A', 'Lab'],
  [54, 'Study Model - iRecord', 'N/A', 'No Send To'],
  [55, 'Appliance', 'Night guard', 'No Send To'],
  [56, 'Appliance', 'Bite Split', 'No Send To'],
  [57, 'Denture/Removable', 'Partial Denture/Framework', 'No Send To'],
  [58, 'Denture/Removable', 'Immediate Denture', 'No Send To'],
  [59, 'Implant Planning', 'Surgical guide Tooth supported', 'No Send To'],
  [60, 'Implant Planning', 'Surgical guide Tissue Supported', 'No Send To'],
  [61, 'Implant Planning', 'Surgical guide Bone supported', 'No Send To'],
  [62, 'Fixed Restorative', 'N/A', 'No Send To'],
  [63, 'Appliance', 'N/A', 'No Send To'],
  [64, 'Implant Planning', 'Surgical planning only - No guide', 'No Send To'],
  [65, 'Implant Planning', 'N/A', 'No Send To'],
  [66, 'Appliance', 'Sports/Mouth guard', 'No Send To'],
  [67, 'Appliance', 'Apnea/Sleep Appliance', 'No Send To'],
  [69, 'Appliance', 'Ortho Appliance', 'No Send To'],
  [70, 'Denture/Removable', 'Full Denture Tissue Based', 'No Send To'],
  [71, 'Denture/Removable', 'Full Denture Implant Based', 'No Send To'],
  [72, 'Denture/Removable', 'N/A', 'No Send To'],
  [78, 'Study Model - iRecord', 'N/A', 'Lab'],
  [80, 'Study Model - iRecord', 'N/A', 'myitero.com'],
  [81, 'Appliance', 'Night guard', 'myitero.com'],
  [82, 'Appliance', 'Bite Split', 'myitero.com'],
  [83, 'Denture/Removable', 'Partial Denture/Framework', 'myitero.com'],
  [84, 'Denture/Removable', 'Immediate Denture', 'myitero.com'],
  [85, 'Implant Planning', 'Surgical guide Tooth supported', 'myitero.com'],
  [86, 'Implant Planning', 'Surgical guide Tissue Supported', 'myitero.com'],
  [87, 'Implant Planning', 'Surgical guide Bone supported', 'myitero.com'],
  [88, 'Fixed Restorative', 'N/A', 'myitero.com'],
  [89, 'Appliance', 'N/A', 'myitero.com'],
  [90, 'Implant Planning', 'Surgical planning only - No guide', 'myitero.com'],
  [91, 'Implant Planning', 'N/A', 'myitero.com'],
  [92, 'Appliance', 'Sports/Mouth guard', 'myitero.com'],
  [93, 'Appliance', 'Apnea/Sleep Appliance', 'myitero.com'],
  [94, 'Appliance', 'Ortho Appliance', 'myitero.com'],
  [95, 'Denture/Removable', 'Full Denture Tissue Based', 'myitero.com'],
  [96, 'Denture/Removable', 'Full Denture Implant Based', 'myitero.com'],
  [97, 'Denture/Removable', 'N/A', 'myitero.com'],
  [104, 'Denture/Removable', 'Full Immediate Denture', 'Lab'],
  [105, 'Denture/Removable', 'Full Immediate Denture', 'No Send To'],
  [107, 'Denture/Removable', 'Full Immediate Denture', 'myitero.com'],
];

const byMapId = new Map(rows.map((row) => [row[0], toProcedure(row)]));

/** The procedure of a procedureMapId, or undefined where the table has none. */
export function procedureOf(mapId: number): Procedure | undefined {
  return byMapId.get(mapId);
}

function toProcedure([mapId, name, type, sendTo]: Row): Procedure {
  return { mapId, name, type: type === 'N/A' ? null : type, sendTo, caseType: caseTypeOf(name, type) };
}

/** The older case type that fits best (iTero DPMS API, Backwards Compatibility). */
function caseTypeOf(name: string, type: string): Procedure['caseType'] {
  if (name.startsWith('Invisalign')) return 'Invisalign';
  if (name.startsWith('Study Model')) return type === 'iCast' ? 'iCast' : 'iRecord';
  return name === 'Appliance' ? 'iRecord' : 'Restorative';
}
