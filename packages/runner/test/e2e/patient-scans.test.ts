import { expect } from 'chai';
import { request, SampleClinic } from './sample-clinic.js';

describe('the scans of one patient', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  it('are listed by the reference of the practice’s software, with where to look at them, and no others', async () => {
    clinic = await SampleClinic.open();
    await clinic.pair();
    await clinic.drop('two.json', [
      request('A-1'),
      request('A-2', { patient: { chartNumber: '1002', firstName: 'Demo', lastName: 'Molar' } }),
    ]);
    await clinic.once();
    const orders = clinic.simulator.rxs().map(({ rxId }) => String(clinic.simulator.scan(rxId).orderId));
    await clinic.once();

    const [first = '', second = ''] = orders;
    const { code, stdout } = await clinic.quick('scans', 'list', '--patient', '1001');
    expect(code).to.equal(0);
    expect(stdout).to.include('VIEWER').and.to.include(first).and.not.to.include(second);
    expect(stdout).to.match(new RegExp(`${first} +filed .*http\\S+`));

    const { scans } = await clinic.json<{ scans: { orderId: string }[] }>('scans', 'list', '--patient', '1002');
    expect(scans.map(({ orderId }) => orderId)).to.deep.equal([second]);
    expect((await clinic.quick('scans', 'list', '--patient', '9')).stdout.trim().split('\n')).to.have.length(1);
  });
});
