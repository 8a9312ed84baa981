import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiRows, apiSections } from './api-rows.mjs';
import { titled } from './test-titles.mjs';

/** The sections of the vendor's document that say something a client can follow or rely on, in its order. */
export const VENDOR_SECTIONS = [
  'DPMS',
  'Definitions',
  'DPMS Overview',
  'Dynamic Domain and Base URL',
  'Prerequisites',
  'Get Practice Configuration',
  'Unit Types',
  'Scan Request',
  'Procedure selection',
  'Delete RX',
  'Get Orders for Practice',
  'Procedures and types',
  'Backwards Compatibility',
  'Scan Status',
  'Listed Orders',
  'Link to iTero Viewer',
  'Callback Request',
  'Get Order by RX ID',
  'Download Scan',
  'Downloaded Artifacts',
  'Export Format',
  'Default Export Settings',
  'Hide Patient Name',
  'Get List of Screen Captures',
  'Download Single Screen Capture',
  'Patient Management API',
  'Patient Search',
  'Patient Search - V3',
  "Patient's Details Update by Patient ID",
  "Patient's Details Update by Chart Number",
  'Scan Request With Update',
  'Pairing Enhancement',
];
const FEWEST_ROWS = 85;
const DOCUMENT = 'docs/itero-api.md';

function testFinding({ file, title }, root) {
  const path = join(root, file);
  if (!/\.test\.(?:ts|mjs)$/.test(file)) {
    return `${file} is no test file`;
  }
  if (!existsSync(path)) {
    return `there is no ${file}`;
  }
  const times = titled(readFileSync(path, 'utf8'), title);
  if (times === 1) {
    return undefined;
  }
  return times === 0
    ? `${file} has no test "${title}"`
    : `${file} has ${times} tests "${title}": please write its suite and " > " before it`;
}

function rowFindings(row, root) {
  if (row.cells !== 4) {
    return [`has ${row.cells} cells instead of 4`];
  }
  const findings = [];
  if (row.statement === '') {
    findings.push('says no statement');
  }
  if (row.does === '') {
    findings.push('does not say what Chairside does');
  }
  if (/\bnot supported\b/i.test(row.does) && !/\bbecause\b/i.test(row.does)) {
    findings.push('says "not supported" without a reason');
  }
  if (row.tests.length === 0) {
    findings.push('names no test, as `file: title`');
  }
  return [...findings, ...row.tests.map((test) => testFinding(test, root)).filter((finding) => finding !== undefined)];
}

/**
 * What is wrong with docs/itero-api.md, a line each: a section of the vendor's document that is not there, too few rows, a
 * number out of order, an empty cell, a test that does not exist.
 *
 * @param {string} markdown
 * @param {{ root: string, sections?: string[], fewestRows?: number }} against
 */
export function apiFindings(markdown, { root, sections = VENDOR_SECTIONS, fewestRows = FEWEST_ROWS }) {
  const rows = apiRows(markdown);
  const headings = apiSections(markdown);
  const filled = new Set(rows.map((row) => row.section));
  const inOrder = headings.filter((heading) => sections.includes(heading)).join() === sections.join();
  const absent = sections.filter((section) => !filled.has(section));
  return [
    ...absent.map((section) => `${DOCUMENT}: no row under the section "${section}"`),
    ...(absent.length === 0 && !inOrder ? [`${DOCUMENT}: its sections are not in the order of the vendor's`] : []),
    ...(rows.length < fewestRows ? [`${DOCUMENT}: ${rows.length} rows, fewer than ${fewestRows}`] : []),
    ...rows.flatMap((row, index) => {
      const numbers = row.number === index + 1 ? [] : [`should be number ${index + 1}`];
      return [...numbers, ...rowFindings(row, root)].map(
        (finding) => `${DOCUMENT}:${row.line}: row ${row.number} ${finding}`,
      );
    }),
  ];
}
