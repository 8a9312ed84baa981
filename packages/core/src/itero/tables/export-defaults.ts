/** A setting of the export at myitero.com, where each doctor may choose another. */
export interface ExportDefault {
  readonly setting: string;
  readonly value: string;
}

/** What holds where nobody chose (iTero DPMS API, Default Export Settings). */
export const EXPORT_DEFAULTS: readonly ExportDefault[] = [
  { setting: 'Export Type iCast', value: 'Solid Model with Low Profile Base' },
  { setting: 'Export Type iRecord', value: 'Solid Model with Low Profile Base' },
  { setting: 'Data Format', value: 'File per arch (each arch with teeth up)' },
  { setting: 'File Type', value: 'STL' },
  { setting: 'CAD CAM System', value: 'Color Export Open Model' },
];
