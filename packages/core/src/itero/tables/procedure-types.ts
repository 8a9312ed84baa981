/** A procedure as orders name it (iTero DPMS API, Procedures and types). */
export interface ProcedureTypesRow {
  readonly id: number;
  readonly procedure: string;
  readonly types: readonly ProcedureType[];
}

export interface ProcedureType {
  readonly name: string;
  /** What Procedure selection calls it, where that is another name. */
  readonly selectedAs?: string;
}

export const PROCEDURE_TYPES: readonly ProcedureTypesRow[] = [
  { id: 1, procedure: 'Study Model - iRecord', types: [{ name: 'Ortho Model/iCast', selectedAs: 'iCast' }] },
  {
    id: 2,
    procedure: 'Invisalign / Vivera',
    types: [
      { name: 'Invisalign Aligners', selectedAs: 'Aligners' },
      { name: 'Invisalign First Aligners', selectedAs: 'First Aligners' },
      { name: 'Invisalign First Palatal Expander', selectedAs: 'First Palatal Expander' },
      { name: 'Vivera Retainer' },
      { name: 'Invisalign Retainer' },
    ],
  },
  {
    id: 3,
    procedure: 'Implant Planning',
    types: [
      { name: 'Surgical guide Tooth supported' },
      { name: 'Surgical guide Tissue Supported' },
      { name: 'Surgical guide Bone supported' },
    ],
  },
  { id: 4, procedure: 'Fixed Restorative', types: [] },
  {
    id: 5,
    procedure: 'Denture/Removable',
    types: [
      { name: 'Partial Denture/Framework' },
      { name: 'Immediate Denture' },
      { name: 'Full Immediate Denture' },
      { name: 'Full Denture Tissue Based' },
      { name: 'Full Denture Implant Based' },
    ],
  },
  {
    id: 6,
    procedure: 'Appliance',
    types: [
      { name: 'Night guard' },
      { name: 'Bite Splint' },
      { name: 'Sports/Mouth guard' },
      { name: 'Apnea/Sleep Appliance' },
      { name: 'Ortho Appliance' },
    ],
  },
];
