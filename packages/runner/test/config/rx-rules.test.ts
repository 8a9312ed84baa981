import { expect } from 'chai';
import { rxRules } from '../../dist/adapters/rx-rules.js';
import { samplePolicy } from '../flow/support/sample-policy.js';

describe('what an adapter learns of the rx section', () => {
  it('has the ids of a procedure at rx.sendTo: one, several to choose from, or none', () => {
    const ids = (sendTo: 'lab' | 'none' | 'myitero', procedure: string, type?: string) =>
      rxRules(samplePolicy({ rx: { sendTo } }).rx).procedureIds(procedure, type);
    expect(ids('lab', 'Fixed Restorative')).to.deep.equal([30]);
    expect(ids('none', 'Fixed Restorative')).to.deep.equal([62]);
    expect(ids('lab', 'Appliance', 'Night guard')).to.deep.equal([8, 14]);
    expect(ids('myitero', 'Appliance', 'Night guard')).to.deep.equal([81]);
    expect(ids('lab', 'Study Model - iRecord', 'iCast')).to.deep.equal([]);
    expect(ids('lab', 'No such procedure')).to.deep.equal([]);
  });

  it('has the clinic’s own rules, by the first code that they name', () => {
    const { rx } = samplePolicy({ rx: { procedures: { D2740: false, 'D27*': { procedureMapId: 30 } } } });
    const { procedureRule } = rxRules(rx);
    expect(procedureRule('D2740.1', 'D2740')).to.equal(false);
    expect(procedureRule('D2750.1', 'D2750')).to.deep.equal({ procedureMapId: 30 });
    expect(procedureRule('D1110', 'D1110')).to.equal(undefined);
  });
});
