import { expect } from 'chai';
import { request, SampleClinic } from './sample-clinic.js';

interface ProceduresJson {
  readonly version: number;
  readonly procedures: readonly {
    readonly procedureMapId: number;
    readonly procedure: string;
    readonly type: string | null;
    readonly sendTo: string;
    readonly sameAs: readonly number[];
  }[];
}

describe('procedures and the practice, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  it('lists the table of procedures for whoever writes the mappings', async () => {
    clinic = await SampleClinic.open();
    const all = await clinic.quick('procedures', '--json');
    expect(all.code, all.stderr).to.equal(0);
    const { version, procedures } = JSON.parse(all.stdout) as ProceduresJson;
    expect([version, procedures.length]).to.deep.equal([1, 70]);
    expect(procedures.find(({ procedureMapId }) => procedureMapId === 14)).to.deep.equal({
      procedureMapId: 14,
      procedure: 'Appliance',
      type: 'Night guard',
      sendTo: 'lab',
      sameAs: [8],
    });
    const found = await clinic.quick('procedures', '--find', 'fixed lab');
    expect(found.stdout).to.match(/^ID +PROCEDURE +TYPE +SEND TO +SAME AS\n30 +Fixed Restorative +N\/A +Lab\n$/);
    const none = await clinic.quick('procedures', '--find', 'moon');
    expect([none.code, none.stdout]).to.deep.equal([0, 'No procedure has all of these words.\n']);
    expect((await clinic.quick('procedures', '--help')).stdout).to.include('{ procedure: Fixed Restorative');
  });

  it('lists doctors, labs and unit types, and the export settings that hold where nobody chose others', async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.pair()).code).to.equal(0);
    const practice = await clinic.quick('practice', 'main-street');
    expect(practice.code, practice.stderr).to.equal(0);
    expect(practice.stdout).to.match(/^77 +Dr\. Ada Sample$/m);
    expect(practice.stdout).to.match(/^2 +Crown$/m);
    expect(practice.stdout.trimEnd().split('\n').at(-1)).to.match(/^Exports, where nobody chose .*File Type: STL/);
    const json = JSON.parse((await clinic.quick('practice', 'main-street', '--json')).stdout) as {
      readonly unitTypes: readonly { readonly id: number; readonly name: string }[];
    };
    expect(json).to.have.all.keys('version', 'doctors', 'labs', 'unitTypes');
    expect(json.unitTypes).to.deep.include({ id: 13, name: 'CerecGuide' });
  });

  it('puts a procedure that is chosen by name on the scanner under its id', async () => {
    clinic = await SampleClinic.open({
      clinic: {
        rx: {
          doctors: { DrSample: 77 },
          procedures: { D5410: { procedure: 'denture / removable', type: 'Immediate Denture', sendTo: 'No Send To' } },
        },
      },
    });
    expect((await clinic.pair()).code).to.equal(0);
    await clinic.drop('A-1.json', request('A-1', { procedureMapId: undefined, procedureCode: 'D5410' }));
    const once = await clinic.once();
    expect(once.code, once.stderr).to.equal(0);
    expect(clinic.simulator.rxs().map(({ body }) => body['procedureMapId'])).to.deep.equal([58]);
  });
});
