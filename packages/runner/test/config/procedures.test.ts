import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ConfigSource } from '../../dist/config/config-source.js';
import { configJsonSchema } from '../../dist/config/json-schema.js';
import { parseConfig, type LoadedConfig } from '../../dist/config/load-config.js';
import { ITERO, READERS } from './sample.js';

const text = (rx: string): string => `${ITERO}clinics:
  - id: a
    adapter: { use: filesystem, inbox: i, charts: c }
    rx: ${rx}
`;
const load = (rx: string): Promise<LoadedConfig> =>
  parseConfig(new ConfigSource('/practice/chairside.yaml', text(rx)), READERS);

/** What is wrong with `rx`, below `clinics[0].rx`. */
async function said(rx: string): Promise<string[]> {
  const { problems } = await load(rx);
  return problems.map(({ path, message }) => `${path.replace('clinics[0].rx.', '')}: ${message}`);
}

describe('a procedure in the configuration', () => {
  it('is given by its name and destination, or by its id', async () => {
    const { config, problems } = await load(`
      defaults: { labId: 9, procedure: { procedure: Implant Planning, type: Surgical Guide - bone supported, sendTo: none } }
      procedures:
        A: { procedure: "Fixed Restorative", type: null, sendTo: "Lab" }
        B: { procedure: fixed restorative, type: N/A, sendTo: MyiTero.com, labId: 10 }
        C: { procedure: Appliance, type: Bite Splint, sendTo: No Send To, mode: suggest }
        D: { procedureMapId: 9, labId: 11, mode: ask }
        E: 30
        F: false
        "G*": { procedure: Denture/Removable, type: Full Immediate Denture, sendTo: lab, labId: "\${DAYS}" }`);
    expect(problems).to.deep.equal([]);
    const { rx } = config!.clinics[0]!.policy;
    expect(rx.defaults).to.deep.equal({ labId: 9, procedureMapId: 61 });
    expect(rx.procedures).to.deep.equal({
      A: { procedureMapId: 30 },
      B: { procedureMapId: 88, labId: 10 },
      C: { procedureMapId: 56, mode: 'suggest' },
      D: { procedureMapId: 9, labId: 11, mode: 'ask' },
      E: { procedureMapId: 30 },
      F: false,
      'G*': { procedureMapId: 104, labId: 7 },
    });
  });

  for (const [sendTo, ids] of [
    ['lab', [24, 30]],
    ['none', [59, 62]],
    ['myitero', [85, 88]],
  ] as const) {
    it(`without a destination of its own takes rx.sendTo: ${sendTo}`, async () => {
      const { config, problems } = await load(`
      sendTo: ${sendTo}
      defaults: { procedure: { procedure: Implant Planning, type: Surgical guide Tooth supported } }
      procedures: { A: { procedure: Fixed Restorative }, B: { procedure: Fixed Restorative, sendTo: Lab } }`);
      expect(problems).to.deep.equal([]);
      const { defaults, procedures } = config!.clinics[0]!.policy.rx;
      expect([defaults.procedureMapId, procedures['A']]).to.deep.equal([ids[0], { procedureMapId: ids[1] }]);
      expect(procedures['B']).to.deep.equal({ procedureMapId: 30 });
    });
  }

  it('goes to a lab where nothing is said of its destination', async () => {
    const { config } = await load('{ procedures: { A: { procedure: Fixed Restorative } } }');
    expect(config!.clinics[0]!.policy.rx.procedures['A']).to.deep.equal({ procedureMapId: 30 });
  });

  it('whose row has several ids is a problem that names them', async () => {
    expect(
      await said('{ procedures: { A: { procedure: Appliance, type: Night guard }, B: { procedure: Appliance } } }'),
    ).to.deep.equal([
      'procedures.A.procedure: iTero gives this procedure the ids 8 and 14; write one of them, as procedureMapId, in place of the name',
      'procedures.B.procedure: iTero gives this procedure the ids 41 and 42; write one of them, as procedureMapId, in place of the name',
    ]);
  });

  it('that is not known is a problem that names the nearest ones', async () => {
    const problems = await said(`
      defaults: { procedure: { procedure: Fixed Restoration } }
      procedures:
        A: { procedure: Aplianse, type: Night guard }
        B: { procedure: Study Model - iRecord, type: iCats, sendTo: No Send To }
        C: { procedure: Invisalign - Vivera, sendTo: No Send To }
        D: { procedure: Invisalign - Vivera, type: Aligners }
        E: { procedure: Fixed Restorative, sendTo: Labb }`);
    expect(problems).to.deep.equal([
      'defaults.procedure.procedure: no procedure has this name; the nearest are Fixed Restorative, Implant Planning, and Denture/Removable',
      'procedures.A.procedure: no procedure has this name; the nearest are Appliance, Implant Planning, and Invisalign - Vivera',
      'procedures.B.type: the procedure has no such type, only iCast or null',
      'procedures.C.type: the procedure needs a type: Aligners, First Aligners, First Palatal Expander, Vivera Retainer, or Invisalign Retainer',
      'procedures.D.sendTo: this procedure goes only to No Send To: write that here; left out, it is what rx.sendTo says',
      'procedures.E.sendTo: expected Lab, No Send To, or myitero.com',
    ]);
  });

  it('that is the name of a type is a problem that says of which procedure, and how to write it', async () => {
    expect(
      await said(
        `{ procedures: { A: { procedure: night GUARD }, B: { procedure: Bite Split, sendTo: none }, C: { procedure: N/A } } }`,
      ),
    ).to.deep.equal([
      'procedures.A.procedure: this is a type of Appliance, and iTero gives it the ids 8 and 14; write one of them, as procedureMapId, in place of the name',
      'procedures.B.procedure: this is a type of Appliance; write { procedure: Appliance, type: Bite Splint }',
      'procedures.C.procedure: no procedure has this name; the nearest are Appliance, Implant Planning, and Denture/Removable',
    ]);
  });

  it('is told of by its line, beside every other fault and without what stands there', async () => {
    const { problems, config } = await load(`
      defaults: { doctorId: many }
      procedures:
        A: { procedure: Sample secret }
      sendTo: nowhere`);
    expect(config!.clinics).to.deep.equal([]);
    expect(problems.map(({ path, line }) => [path, line])).to.deep.equal([
      ['clinics[0].rx.defaults.doctorId', 12],
      ['clinics[0].rx.procedures.A.procedure', 14],
      ['clinics[0].rx.sendTo', 15],
    ]);
    expect(JSON.stringify(problems)).not.to.include('secret');
  });

  it('is not given in two ways at once', async () => {
    expect(
      await said(`
      defaults: { procedureMapId: 30, procedure: { procedure: Fixed Restorative } }
      procedures:
        A: { procedureMapId: 30, procedure: Fixed Restorative }
        B: { procedureMapId: 30, procedure: Fixed Restorative, sendTo: Lab }`),
    ).to.deep.equal([
      'defaults: procedureMapId and procedure say the same; only one of them may stand here',
      'procedures.A: expected an id, { procedureMapId, labId, mode }, { procedure, type, sendTo, labId, mode } or false',
      'procedures.B.procedureMapId: this key does not go with the others here',
    ]);
  });

  it('is told what it lacks in the form that was begun', async () => {
    expect(
      await said(`
      procedures:
        A: { type: Night guard }
        B: { procedureMapId: many }
        C: { procedure: Fixed Restorative, lab: 9 }
        D: {}`),
    ).to.deep.equal([
      'procedures.A.procedure: this is missing',
      'procedures.B.procedureMapId: expected a number',
      'procedures.C.lab: this key is not known; the nearest known one is labId',
      'procedures.D: expected an id, { procedureMapId, labId, mode }, { procedure, type, sendTo, labId, mode } or false',
    ]);
  });

  it('is known to the JSON Schema in each of its forms', () => {
    const valid = new Ajv2020({ strict: false }).compile(
      configJsonSchema([{ name: 'filesystem', options: z.looseObject({}) }]),
    );
    const accepted = (rx: string): boolean => valid(parseYaml(text(rx)));
    for (const rx of [
      '{ procedures: { A: 30, B: false, C: { procedureMapId: 8, labId: 9 } } }',
      '{ procedures: { A: { procedure: Fixed Restorative, type: null, sendTo: Lab, labId: 9 } } }',
      '{ procedures: { A: { procedure: Fixed Restorative } } }',
      '{ defaults: { procedure: { procedure: Appliance, type: Night guard, sendTo: none } } }',
    ])
      expect(accepted(rx), rx).to.equal(true);
    for (const rx of [
      '{ procedures: { A: { type: Night guard } } }',
      '{ procedures: { A: { procedureMapId: 8, procedure: Appliance } } }',
      '{ defaults: { procedure: Fixed Restorative } }',
    ])
      expect(accepted(rx), rx).to.equal(false);
  });
});
