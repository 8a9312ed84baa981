import type { BulkRows } from '../rows/bulk-rows.js';
import type { Calendar } from './calendar.js';
import { DOCUMENT_CATEGORIES } from './house.js';
import { imageFolder } from './names.js';
import type { Patient } from './patients.js';
import type { SeededRandom } from './seeded-random.js';

const ENDINGS = ['.jpg', '.jpg', '.png', '.pdf'];

/** The pictures and papers of the patients, of which a third has some; only the rows, no files. */
export class Documents {
  readonly #rows: BulkRows;
  readonly #calendar: Calendar;
  #last = 0;

  constructor(rows: BulkRows, calendar: Calendar) {
    this.#rows = rows;
    this.#calendar = calendar;
  }

  async addFor(patient: Patient, random: SeededRandom): Promise<void> {
    if (!random.percent(33)) return;
    for (let left = 1 + random.below(4); left > 0; left -= 1) {
      this.#last += 1;
      const ending = random.pick(ENDINGS);
      const at = `${random.pick(this.#calendar.past)} 15:00:00`;
      await this.#rows.add('document', {
        DocNum: this.#last,
        PatNum: patient.number,
        Description: `Sample ${ending.slice(1)}`,
        DateCreated: at,
        DocCategory: random.pick(DOCUMENT_CATEGORIES),
        FileName: `${imageFolder(patient.name, this.#last)}${ending}`,
        ImgType: ending === '.pdf' ? 0 : 2,
        ExternalSource: 'None',
        DateTStamp: at,
      });
    }
  }
}
