import { expect } from 'chai';
import { Practice, startPaired, startSmall, stopAll } from './support/practice.js';

describe('simulated discovery and pairing', () => {
  afterEach(stopAll);

  it('tells the address of the API in every shape', async () => {
    const practice = await startPaired();
    const { url } = practice.simulator;
    const ask = async (): Promise<any> => (await practice.get(`${url}/discovery/v2`)).json;
    expect(await ask()).to.deep.equal({ Data: { Domain: url, Path: 'us/third-party/v2' }, Status: 1 });
    practice.simulator.setSwitches({ discoveryShape: 'bare' });
    expect(await ask()).to.deep.equal({ Domain: url, Path: 'us/third-party/v2' });
    practice.simulator.setSwitches({ discoveryShape: 'lower-case' });
    expect((await ask()).data).to.deep.equal({ domain: url, path: 'us/third-party/v2' });
    practice.simulator.setSwitches({ discoveryShape: 'slashes' });
    expect((await ask()).Data.Path).to.equal('/us/third-party/v2/');
    practice.simulator.setSwitches({ discoveryShape: 'list' });
    expect((await ask()).Data.map((each: any) => each.Version)).to.deep.equal(['v2', 'v3']);
    practice.accessToken = 'unknown';
    expect((await practice.get(`${url}/discovery/v2`)).status).to.equal(401);
  });

  it('pairs, by the newer and the older address, with tokens that see one company only', async () => {
    const practice = new Practice(await startSmall());
    practice.base = `${practice.simulator.url}/api/third-party/v2`;
    await practice.login();
    expect((await practice.pair({ companyId: 4711 })).status).to.equal(400);
    expect((await practice.pair({ companyId: 5001, callbackUrl: 'nowhere' })).status).to.equal(400);
    const paired = await practice.pair({ companyId: 5002 });
    expect(paired.json.Data).to.have.keys('access_token', 'refresh_token', 'token_type', 'expires_in');
    practice.base = `${practice.simulator.url}/us/third-party/v2`;
    const { Header, Doctors, Labs } = (await practice.get('practice-configuration')).json.Data;
    expect(Header.CompanyId).to.equal(5002);
    expect(Doctors.map((doctor: any) => doctor.Id)).to.deep.equal([77, 79]);
    expect(Labs.map((lab: any) => lab.Id)).to.deep.equal([9, 10]);
    const foreign = practice.simulator.addOrder({ companyId: 5001 });
    expect((await practice.get('orders/practice?Offset=0&pageSize=10')).json.Data.Results).to.deep.equal([]);
    expect((await practice.get(`orders/${foreign.rxId}`)).status).to.equal(404);
    expect((await practice.get(`order/${foreign.orderId}/download/IDE`)).status).to.equal(404);
  });

  it('answers tokens without Data, and warns of doubtful chart numbers', async () => {
    const practice = new Practice(await startSmall({ scenario: { switches: { tokensInData: false } } }));
    practice.simulator.addPatient({ firstName: 'Testa', lastName: 'One', chartNumber: 'X' });
    practice.simulator.addPatient({ firstName: 'Testa', lastName: 'Two', chartNumber: 'X' });
    practice.simulator.addPatient({ firstName: 'Testa', lastName: 'Three', chartNumber: '' });
    await practice.login();
    const { json } = await practice.pair();
    expect(json).to.include.keys('access_token', 'refresh_token', 'Warnings');
    expect(json.Warnings.map((each: any) => [each.Code, each.Count])).to.deep.equal([
      ['DUPLICATE_CHART_NUMBERS', 1],
      ['MISSING_CHART_NUMBERS', 1],
    ]);
  });

  it('ends with unpair', async () => {
    const practice = await startPaired();
    expect((await practice.post('unpair')).status).to.equal(200);
    expect((await practice.get('practice-configuration')).status).to.equal(401);
    expect((await practice.refresh()).json.error).to.equal('invalid_grant');
  });
});
