import type { FilesystemOptions } from '../options.js';
import { CsvFormat } from './csv-format.js';
import { GdtFormat } from './gdt/gdt-format.js';
import { Hl7Format } from './hl7/hl7-format.js';
import { JsonFormat } from './json-format.js';
import type { RequestFormat } from './request-format.js';

/** Those of the dialects that Chairside brings which the practice takes. */
export function builtInFormats({ formats, csv, gdt, hl7, limits }: FilesystemOptions): readonly RequestFormat[] {
  const all = [
    new JsonFormat(csv.encoding, limits),
    new CsvFormat(csv, limits),
    new GdtFormat(gdt),
    new Hl7Format(hl7),
  ];
  return all.filter(({ name }) => (formats as readonly string[]).includes(name));
}
