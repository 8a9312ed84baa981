import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { SampleClinic } from './sample-clinic.js';

function gdtLine(field: string, content: string): string {
  return `${String(content.length + 9).padStart(3, '0')}${field}${content}\r\n`;
}

const GDT_FIELDS = [
  ['9218', '02.10'],
  ['9206', '3'],
  ['3000', '1001'],
  ['3101', 'Incisor'],
  ['3102', 'Sample'],
  ['8402', 'SCAN'],
  ['8310', 'G-1'],
] as const;
const HL7 = [
  'MSH|^~\\&|DPMS|PRACTICE|CHAIRSIDE|HOUSE|20260304093000||ORM^O01|MSG-1|P|2.5',
  'PID|1||1002^^^A^MR||Molar^Demo||19750611|M',
  'ORC|NW|H-1',
  'OBR|1|H-1||SCAN',
];

describe('other dialects of request files, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  it('go from a GDT and an HL7 file to the chart, and the HL7 sender is answered', async () => {
    clinic = await SampleClinic.open({
      clinic: { rx: { defaults: { doctorId: 77, labId: 9 }, procedures: { SCAN: 30 } } },
    });
    expect((await clinic.pair()).code).to.equal(0);
    const body = GDT_FIELDS.map(([field, content]) => gdtLine(field, content)).join('');
    const size = body.length + gdtLine('8000', '6302').length + 14;
    await clinic.drop('SCANPRAX.001', gdtLine('8000', '6302') + gdtLine('8100', String(size).padStart(5, '0')) + body);
    await clinic.drop('order.hl7', `${HL7.join('\r')}\r`);
    const asked = await clinic.once();
    expect(asked.code, asked.stderr).to.equal(0);
    const numbers = clinic.simulator.rxs().map(({ body: rx }) => rx['PatientChartNumber']);
    expect(numbers).to.have.members(['1001', '1002']);
    const ack = await readFile(join(clinic.folder, 'outbox', 'acks', 'order.ack.hl7'), 'utf8');
    expect(ack.split('\r')[1]).to.match(/^MSA\|AA\|MSG-1/);

    for (const { rxId } of clinic.simulator.rxs()) clinic.simulator.scan(rxId);
    expect((await clinic.once()).code).to.equal(0);
    expect(await clinic.result('G-1')).to.include({ state: 'scanned', error: null });
    expect(await clinic.result('H-1')).to.include({ state: 'scanned', error: null });
  });
});
