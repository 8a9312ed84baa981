import { ChairsideError } from '@chairside/core';

/** An image category of the practice (definition.Category 18). */
export interface ImageCategory {
  readonly number: string;
  readonly name: string;
  readonly hidden: boolean;
  /** Whether patients see what is in it in the portal. */
  readonly portal: boolean;
}

/** definition.Category */
export const IMAGE_CATEGORIES = 18;
/** The letter in definition.ItemValue that shows a category to patients. */
export const PORTAL_FLAG = 'L';

function fold(name: string): string {
  return name.trim().toLowerCase();
}

function unsuitable(detail: string, advice: readonly string[]): ChairsideError {
  return new ChairsideError('CHART_CATEGORY_UNSUITABLE', { detail, advice });
}

/** Throws CHART_CATEGORY_UNSUITABLE where patients would see the files and the practice has not allowed that by name. */
export function refusePortal(category: ImageCategory, allowPortal: readonly string[]): void {
  if (!category.portal || allowPortal.some((name) => fold(name) === fold(category.name))) return;
  throw unsuitable(`patients see "${category.name}" in the portal`, [
    'Name another category in files.category, or take the patient portal from this one in Open Dental (Setup, Definitions, Image Categories).',
    `If patients are to see their scans, add it to files.allowPortal: ["${category.name}"].`,
  ]);
}

/**
 * The category of a name, whatever its letters' case. Throws CHART_CATEGORY_UNSUITABLE where there is none, where it is
 * hidden, or where patients see it without that being allowed.
 * @param categories in the order in which Open Dental shows them
 */
export function findCategory(
  categories: readonly ImageCategory[],
  name: string,
  allowPortal: readonly string[],
): ImageCategory {
  const named = categories.filter((category) => fold(category.name) === fold(name));
  const found = named.find(({ hidden }) => !hidden);
  if (found === undefined) {
    const usable = categories.filter(({ hidden, portal }) => !hidden && !portal).map((category) => category.name);
    throw unsuitable(`"${name}" ${named.length === 0 ? 'does not exist' : 'is hidden'}`, [
      `Name one of these in files.category: ${usable.join(', ')}.`,
    ]);
  }
  refusePortal(found, allowPortal);
  return found;
}
