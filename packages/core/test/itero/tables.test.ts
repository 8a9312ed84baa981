import {
  CASE_TYPES,
  destination,
  EXPORT_DEFAULTS,
  findProcedure,
  orderStage,
  procedureById,
  PROCEDURE_TYPES,
  procedureText,
  PROCEDURES,
  searchProcedures,
  SEND_TO,
  STATUSES,
  UNIT_TYPES,
  unitTypeName,
  type FoundProcedure,
  type NamedProcedure,
} from '@chairside/core/itero';
import { RxId } from '@chairside/core';
import { expect } from 'chai';
import { NEVER } from './support/failure.js';
import { API, RX_ID, SamplePractice, wireOrder } from './support/sample-practice.js';

/** What a name stands for: the ids, or what is not known of it. */
function found(named: NamedProcedure): unknown {
  const answer: FoundProcedure = findProcedure(named);
  if (answer.kind === 'one') return answer.row.procedureMapId;
  return answer.kind === 'several' ? answer.rows.map(({ procedureMapId }) => procedureMapId) : answer.unknown;
}

describe("the vendor's table of procedures", () => {
  it('has every row, each under an id of its own', () => {
    expect(PROCEDURES).to.have.length(70);
    expect(new Set(PROCEDURES.map(({ procedureMapId }) => procedureMapId)).size).to.equal(70);
    const counts = Object.fromEntries(
      [...new Set(PROCEDURES.map(({ procedure }) => procedure))].map((name) => [
        name,
        SEND_TO.map((sendTo) => PROCEDURES.filter((row) => row.procedure === name && row.sendTo === sendTo).length),
      ]),
    );
    expect(counts).to.deep.equal({
      'Study Model - iRecord': [2, 2, 1],
      'Invisalign - Vivera': [0, 5, 0],
      'Implant Planning': [5, 5, 5],
      'Fixed Restorative': [1, 1, 1],
      'Denture/Removable': [6, 6, 6],
      Appliance: [12, 6, 6],
    });
    // One wrong digit in an id changes the sum of all.
    expect(PROCEDURES.reduce((sum, { procedureMapId }) => sum + procedureMapId, 0)).to.equal(3_688);
  });

  for (const [id, text] of [
    [1, 'Study Model - iRecord, Lab'],
    [2, 'Study Model - iRecord, iCast, No Send To'],
    [4, 'Invisalign - Vivera, First Aligners, No Send To'],
    [30, 'Fixed Restorative, Lab'],
    [46, 'Implant Planning, Surgical planning only - No guide, Lab'],
    [59, 'Implant Planning, Surgical guide Tooth supported, No Send To'],
    [80, 'Study Model - iRecord, myitero.com'],
    [82, 'Appliance, Bite Splint, myitero.com'],
    [96, 'Denture/Removable, Full Denture Implant Based, myitero.com'],
    [105, 'Denture/Removable, Full Immediate Denture, No Send To'],
  ] as const) {
    it(`says that procedureMapId ${id} is ${text}`, () => {
      const row = procedureById(id);
      expect(row && procedureText(row)).to.equal(text);
    });
  }

  it('says nothing of an id that it lacks', () => {
    for (const id of [0, 12, 18, 106, 999]) expect(procedureById(id), String(id)).to.equal(undefined);
  });

  for (const [procedure, type, ids] of [
    ['Study Model - iRecord', null, [1, 78]],
    ['Appliance', 'Night guard', [8, 14]],
    ['Appliance', 'Bite Splint', [9, 15]],
    ['Appliance', 'Sports/Mouth guard', [10, 16]],
    ['Appliance', 'Apnea/Sleep Appliance', [11, 17]],
    ['Appliance', 'Ortho Appliance', [13, 19]],
    ['Appliance', null, [41, 42]],
  ] as const) {
    it(`keeps both ids of ${procedure}, ${type ?? 'N/A'}, Lab`, () => {
      expect(found({ procedure, type, sendTo: 'lab' })).to.deep.equal(ids);
    });
  }

  it('shares no other row between ids', () => {
    const shared = PROCEDURES.filter((row) => Array.isArray(found(row)));
    expect(shared).to.have.length(14);
  });

  it('finds each row by its name, type and destination', () => {
    for (const row of PROCEDURES) expect([found(row)].flat(), procedureText(row)).to.include(row.procedureMapId);
  });

  it('finds a name whatever its letter case, spaces, punctuation and form of letters', () => {
    expect(found({ procedure: 'fixed  RESTORATIVE', sendTo: 'lab' })).to.equal(30);
    expect(found({ procedure: 'ＦＩＸＥＤ restorative', type: 'n/a', sendTo: 'none' })).to.equal(62);
    expect(found({ procedure: 'Invisalign / Vivera', type: 'First Aligners', sendTo: 'none' })).to.equal(4);
    expect(found({ procedure: 'appliance', type: 'sports mouth-guard', sendTo: 'myitero' })).to.equal(92);
  });

  it('finds what the document misspells under both spellings', () => {
    for (const type of ['Bite Split', 'Bite Splint'])
      expect(found({ procedure: 'Appliance', type, sendTo: 'none' }), type).to.equal(56);
    for (const type of ['Full Dentrue Implant Based', 'Full Denture Implant Based'])
      expect(found({ procedure: 'Denture/Removable', type, sendTo: 'myitero' }), type).to.equal(96);
  });

  it('finds a type also by the name that orders give it', () => {
    for (const { procedure, types } of PROCEDURE_TYPES) {
      for (const { name } of types)
        expect(found({ procedure, type: name, sendTo: 'none' }), `${procedure}, ${name}`).to.be.a('number');
    }
    expect(found({ procedure: 'Study Model - iRecord', type: 'Ortho Model/iCast', sendTo: 'none' })).to.equal(2);
  });

  it('says which part of a name is not known, and what could stand there', () => {
    expect(findProcedure({ procedure: 'Fixd Restorative', sendTo: 'lab' })).to.deep.equal({
      kind: 'none',
      unknown: 'procedure',
      known: [
        'Study Model - iRecord',
        'Invisalign - Vivera',
        'Implant Planning',
        'Fixed Restorative',
        'Denture/Removable',
        'Appliance',
      ],
    });
    expect(findProcedure({ procedure: 'Study Model - iRecord', type: 'Night guard', sendTo: 'lab' })).to.deep.equal({
      kind: 'none',
      unknown: 'type',
      known: [null, 'iCast'],
    });
    expect(findProcedure({ procedure: 'Invisalign - Vivera', type: 'Aligners', sendTo: 'lab' })).to.deep.equal({
      kind: 'none',
      unknown: 'sendTo',
      known: ['No Send To'],
    });
  });

  it('knows a destination by either of its names in any spelling', () => {
    expect(['Lab', 'LAB', 'No Send To', 'no-send-to', 'none', 'myitero.com', 'MyiTero'].map(destination)).to.deep.equal(
      ['lab', 'lab', 'none', 'none', 'none', 'myitero', 'myitero'],
    );
    expect(destination('labs')).to.equal(undefined);
  });

  it('is searched by words that all occur in a row', () => {
    const ids = (text: string): number[] => searchProcedures(text).map(({ procedureMapId }) => procedureMapId);
    expect(ids('vivera RETAINER')).to.deep.equal([6, 7]);
    expect(ids('night lab')).to.deep.equal([8, 14]);
    expect(ids('bite split')).to.deep.equal([9, 15, 56, 82]);
    expect(ids('nothing like it')).to.deep.equal([]);
    expect(ids('  ')).to.have.length(70);
  });
});

describe("the vendor's other tables", () => {
  it('name the types of procedures as orders have them', () => {
    expect(PROCEDURE_TYPES.map(({ id, procedure, types }) => [id, procedure, types.length])).to.deep.equal([
      [1, 'Study Model - iRecord', 1],
      [2, 'Invisalign / Vivera', 5],
      [3, 'Implant Planning', 3],
      [4, 'Fixed Restorative', 0],
      [5, 'Denture/Removable', 5],
      [6, 'Appliance', 5],
    ]);
  });

  it('name the unit types by their codes', () => {
    expect(UNIT_TYPES.map(({ id }) => id)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect([1, 2, 9, 13].map(unitTypeName)).to.deep.equal([
      'Regular',
      'Crown',
      'Missing (edentulous space)',
      'CerecGuide',
    ]);
    expect([14, undefined].map(unitTypeName)).to.deep.equal([undefined, undefined]);
  });

  it('name what was done to a tooth where the order gives only the id', async () => {
    const practice = await SamplePractice.start();
    try {
      const preps = [
        { AdaId: 3, UnitTypeId: 7 },
        { AdaId: 4, UnitTypeId: 2, UnitTypeName: 'Couronne' },
        { AdaId: 5, UnitTypeId: 99, UnitTypeName: null },
        { AdaId: 6 },
      ];
      practice.guarded(`GET ${API}/orders/${RX_ID}`, { Data: wireOrder(1, { Preps: preps }), Status: 1 });
      const order = await practice.service().orderByRx(RxId(RX_ID), NEVER);
      expect(order?.preps.map((prep) => prep.unitTypeName)).to.deep.equal(['Veneer', 'Couronne', undefined, undefined]);
    } finally {
      await practice.server.close();
    }
  });

  it('name the case types that stand in for a procedure', () => {
    expect(CASE_TYPES).to.deep.equal(['Restorative', 'iRecord', 'iCast', 'Invisalign', 'Invisalign + iRecord']);
  });

  it('name what exports are like where nobody chose', () => {
    expect(Object.fromEntries(EXPORT_DEFAULTS.map(({ setting, value }) => [setting, value]))).to.deep.equal({
      'Export Type iCast': 'Solid Model with Low Profile Base',
      'Export Type iRecord': 'Solid Model with Low Profile Base',
      'Data Format': 'File per arch (each arch with teeth up)',
      'File Type': 'STL',
      'CAD CAM System': 'Color Export Open Model',
    });
  });

  it('say the stage of each status, in any letter case and spacing', () => {
    const stages = {
      Completed: 'available',
      'iTero Modeling': 'modelling',
      'Lab Review': 'lab-review',
      Scanning: 'sent-back',
      'iTero Milling': 'milling',
      'Exporting to Doctor Site': 'exporting',
      'Align Production': 'in-production',
    };
    expect(Object.fromEntries(STATUSES.map(({ status, stage }) => [status, stage]))).to.deep.equal(stages);
    for (const [status, stage] of Object.entries(stages)) {
      const odd = ` ${status.toUpperCase().replaceAll(' ', '  ')} `;
      expect([status, status.replaceAll(' ', ''), odd].map(orderStage), status).to.deep.equal([stage, stage, stage]);
    }
    expect(['', 'Ready to Ship', 'constructor'].map(orderStage)).to.deep.equal([undefined, undefined, undefined]);
  });

  it('say of each status whose cases come to it and how it is handled', () => {
    for (const { status, cases, handling } of STATUSES) expect([cases, handling], status).to.not.include('');
    expect(STATUSES.find(({ status }) => status === 'Completed')?.cases).to.equal('all but Invisalign');
  });
});
