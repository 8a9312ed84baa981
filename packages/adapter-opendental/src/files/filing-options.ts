/** Whether one kind of file is filed, and in which image category where not in the usual one. */
export type FileChoice = boolean | { readonly category: string };

/** What is filed of a scan, and where in the chart: of the adapter's `files` section, for every way of filing. */
export interface FilingOptions {
  /** The usual image category, by the name that the practice gave it. */
  readonly category: string;
  /** Categories that patients see in the portal and that may be used all the same. */
  readonly allowPortal: readonly string[];
  readonly zip: FileChoice;
  readonly pictures: FileChoice;
  readonly rx: FileChoice;
  readonly meshes: FileChoice;
}
