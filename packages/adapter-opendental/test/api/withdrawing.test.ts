import { expect } from 'chai';
import { errorOf } from '../support/error-of.js';
import { ApiHouse, LARGE, signal } from './support/api-house.js';

describe("withdrawing by Open Dental's API", () => {
  let house: ApiHouse;
  beforeEach(async () => {
    house = await ApiHouse.open();
  });
  afterEach(() => house.close());

  it('deletes what was filed, opened or not, and nothing else', async () => {
    const { sink } = house.filing({ sftp: true });
    await sink.deliver(await house.scan(1_000, { key: 'another/r2', revision: 2 }), signal);
    const receipt = await sink.deliver(await house.scan(LARGE), signal);
    house.api.open('406');
    expect(await sink.withdraw(receipt, signal)).to.deep.equal([]);
    expect(house.descriptions()).to.have.length(4);
    expect(house.descriptions().every((description) => description.includes(' r2'))).to.equal(true);
    expect(await sink.withdraw(receipt, signal)).to.deep.equal([], 'again');
  });

  it('leaves a document to a person that a person gave another name, until it is gone', async () => {
    const { sink } = house.filing({ options: { pictures: false, rx: false } });
    const receipt = await sink.deliver(await house.scan(), signal);
    house.api.open('400');
    const settled = await sink.settle(receipt, signal);
    house.api.chart('15')[0]!.Description = 'The crown of November';
    expect(await sink.withdraw(settled, signal)).to.deep.equal([
      { path: settled.files[0]!.path, knownAs: 'document 401, The crown of November' },
    ]);
    house.api.remove('401');
    expect(await sink.withdraw(settled, signal)).to.deep.equal([]);
  });

  it('leaves everything to a person in a version that deletes no documents for others', async () => {
    house.api.version = '24.1.9';
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    const left = await sink.withdraw(receipt, signal);
    expect(left.map(({ path }) => path)).to.deep.equal(receipt.files.map(({ path }) => path));
    expect(house.descriptions()).to.have.length(4);
  });

  it('takes an API that is not there for no sign that the documents are gone', async () => {
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    house.api.faults.push({ of: 'GET documents', done: false, answer: 404, text: '<html>404 Not Found</html>' });
    expect((await errorOf(sink.withdraw(receipt, signal)))?.code).to.equal('CHART_API_UNREACHABLE');
    house.api.faults.push({ of: 'GET documents', done: false, answer: 404, text: '<html>404 Not Found</html>' });
    expect((await errorOf(sink.holds(receipt, signal)))?.code).to.equal('CHART_API_UNREACHABLE');
  });
});
