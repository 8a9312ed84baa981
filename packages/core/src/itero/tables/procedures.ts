/** Where the scan of a procedure goes: to a lab, nowhere (it stays in the practice's account), or to myitero.com. */
export const SEND_TO = ['lab', 'none', 'myitero'] as const;
export type SendTo = (typeof SEND_TO)[number];

/** The destinations as the table spells them. */
export const SEND_TO_NAMES: Readonly<Record<SendTo, string>> = {
  lab: 'Lab',
  none: 'No Send To',
  myitero: 'myitero.com',
};

/** What a scan request can ask for (iTero DPMS API, Procedure selection). */
export interface ProcedureRow {
  readonly procedureMapId: number;
  readonly procedure: string;
  /** Null where the table has N/A. */
  readonly type: string | null;
  readonly sendTo: SendTo;
}

type Ids = Readonly<Partial<Record<SendTo, readonly number[]>>>;

/** By procedure and type: the ids for each destination. Where the document gives two ids to one row, both are kept. */
const TABLE: readonly (readonly [procedure: string, type: string | null, ids: Ids])[] = [
  ['Study Model - iRecord', null, { lab: [1, 78], none: [54], myitero: [80] }],
  ['Study Model - iRecord', 'iCast', { none: [2] }],
  ['Invisalign - Vivera', 'Aligners', { none: [3] }],
  ['Invisalign - Vivera', 'First Aligners', { none: [4] }],
  ['Invisalign - Vivera', 'First Palatal Expander', { none: [5] }],
  ['Invisalign - Vivera', 'Vivera Retainer', { none: [6] }],
  ['Invisalign - Vivera', 'Invisalign Retainer', { none: [7] }],
  ['Implant Planning', null, { lab: [44], none: [65], myitero: [91] }],
  ['Implant Planning', 'Surgical guide Tooth supported', { lab: [24], none: [59], myitero: [85] }],
  ['Implant Planning', 'Surgical guide Tissue Supported', { lab: [25], none: [60], myitero: [86] }],
  ['Implant Planning', 'Surgical guide Bone supported', { lab: [26], none: [61], myitero: [87] }],
  ['Implant Planning', 'Surgical planning only - No guide', { lab: [46], none: [64], myitero: [90] }],
  ['Fixed Restorative', null, { lab: [30], none: [62], myitero: [88] }],
  ['Denture/Removable', null, { lab: [48], none: [72], myitero: [97] }],
  ['Denture/Removable', 'Partial Denture/Framework', { lab: [20], none: [57], myitero: [83] }],
  ['Denture/Removable', 'Immediate Denture', { lab: [21], none: [58], myitero: [84] }],
  ['Denture/Removable', 'Full Immediate Denture', { lab: [104], none: [105], myitero: [107] }],
  ['Denture/Removable', 'Full Denture Tissue Based', { lab: [22], none: [70], myitero: [95] }],
  ['Denture/Removable', 'Full Denture Implant Based', { lab: [23], none: [71], myitero: [96] }],
  ['Appliance', null, { lab: [41, 42], none: [63], myitero: [89] }],
  ['Appliance', 'Night guard', { lab: [8, 14], none: [55], myitero: [81] }],
  ['Appliance', 'Bite Splint', { lab: [9, 15], none: [56], myitero: [82] }],
  ['Appliance', 'Sports/Mouth guard', { lab: [10, 16], none: [66], myitero: [92] }],
  ['Appliance', 'Apnea/Sleep Appliance', { lab: [11, 17], none: [67], myitero: [93] }],
  ['Appliance', 'Ortho Appliance', { lab: [13, 19], none: [69], myitero: [94] }],
];

/** One row for each id; those that differ only by it stand together. */
export const PROCEDURES: readonly ProcedureRow[] = TABLE.flatMap(([procedure, type, ids]) =>
  SEND_TO.flatMap((sendTo) =>
    (ids[sendTo] ?? []).map((procedureMapId) => ({ procedureMapId, procedure, type, sendTo })),
  ),
);

const BY_ID: ReadonlyMap<number, ProcedureRow> = new Map(PROCEDURES.map((row) => [row.procedureMapId, row]));

/** What an id asks for; undefined where the table lacks it, which need not be wrong: the vendor may add ids. */
export function procedureById(procedureMapId: number): ProcedureRow | undefined {
  return BY_ID.get(procedureMapId);
}

/** The row in words, such as `Appliance, Night guard, Lab`. */
export function procedureText({ procedure, type, sendTo }: ProcedureRow): string {
  return [procedure, type, SEND_TO_NAMES[sendTo]].filter((part) => part !== null).join(', ');
}
