import { expect } from 'chai';
import { scanView } from '../../dist/views/item-views.js';
import { scan } from '../ledger/records.js';

describe('how a scan is shown', () => {
  const { order } = scan('77');
  const shown = (fields: Partial<typeof order>): object => scanView(scan('77', { order: { ...order, ...fields } }));

  it('says the procedure and its type, and the case type where there is no procedure', () => {
    const named = { procedure: 'Appliance', procedureType: 'Night guard', caseType: 'Restorative' };
    expect(shown(named)).to.include({ procedure: 'Appliance', procedureType: 'Night guard' });
    expect(shown({ caseType: 'iCast' })).to.include({ procedure: 'iCast', procedureType: null });
    expect(shown({})).to.include({ procedure: null });
  });

  it('has as its problem that the lab sent it back, where nothing else is wrong', () => {
    const sentBackAt = Date.UTC(2026, 0, 31);
    const { problem } = scanView(scan('77', { sentBackAt })) as { readonly problem: object };
    expect(problem).to.include({ code: 'SCAN_SENT_BACK', class: 'needs-person', at: '2026-01-31T00:00:00.000Z' });
    expect(problem).to.have.property('text').that.includes('sent this case back');
    const other = { code: 'CHART_CONFLICT', class: 'needs-person', text: 'Sample', at: 0 } as const;
    expect(scanView(scan('77', { sentBackAt, problem: other }))).to.have.nested.property('problem.text', 'Sample');
    expect(shown({})).to.include({ problem: null });
  });

  it('gives the link to the viewer, which asks for a login of its own', () => {
    const viewerUrl = 'https://viewer.example/5';
    expect(shown({ viewerUrl })).to.include({ viewerUrl });
    expect(shown({})).to.include({ viewerUrl: null });
  });

  it('has revisions and screen captures only where they were looked up, so that none are not taken for nothing', () => {
    const listed = JSON.parse(JSON.stringify(shown({}))) as object;
    expect(listed).to.not.have.any.keys('revisions', 'captures');
    expect(scanView(scan('77'), [], [])).to.deep.include({ revisions: [], captures: [] });
  });
});
