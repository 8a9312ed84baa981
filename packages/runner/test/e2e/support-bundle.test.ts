import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readZip } from '../contradictions/read-zip.js';
import { request, SampleClinic } from './sample-clinic.js';

interface Part {
  readonly name: string;
  readonly missing?: string;
  readonly kind?: string;
}

interface LedgerJson {
  form: number;
  check: string;
  rows: Record<string, number>;
  pairings: { contactSecondsAgo: number }[];
  states: { rx: { clinic: string; state: string; count: number }[] };
  problems: { rx: { code: string; count: number; lastSecondsAgo: number }[] };
  items: { rx: { item: string; code: string; state: string }[] };
}

interface Bundle {
  readonly parts: readonly Part[];
  json(name: string): unknown;
}

describe('the support bundle, by the command line', () => {
  let clinic: SampleClinic;
  beforeEach(async () => {
    clinic = await SampleClinic.open();
  });
  afterEach(() => clinic.close());

  const bundle = async (...options: readonly string[]): Promise<Bundle> => {
    const out = join(clinic.folder, 'bundle.zip');
    await rm(out, { force: true });
    const { code, stderr } = await clinic.quick('support-bundle', '--out', out, ...options);
    expect(code, stderr).to.equal(0);
    if (process.platform !== 'win32') expect((await stat(out)).mode & 0o777).to.equal(0o600);
    const entries = readZip(await readFile(out));
    const json = (name: string): unknown => JSON.parse(entries.get(name)!.toString());
    const { parts } = json('manifest.json') as { parts: readonly Part[] };
    const there = parts.filter(({ missing }) => missing === undefined).map(({ name }) => name);
    expect([...entries.keys()].toSorted(), 'the manifest says what is inside').to.deep.equal(
      [...there, 'manifest.json'].toSorted(),
    );
    return { parts, json };
  };
  const missing = ({ parts }: Bundle): readonly Part[] => parts.filter((part) => part.missing !== undefined);

  it('says how Chairside and its work stand, in numbers, codes and pseudonyms', async () => {
    await clinic.pair();
    await clinic.drop('A-1.json', request('A-1', { doctor: 'DrNobody' }));
    const round = await clinic.once();
    await writeFile(
      join(clinic.folder, 'kept.log'),
      `${round.stderr}\nsomebody else's line\n{"level":"info","msg":7}\n`,
    );
    const made = await bundle('--log', join(clinic.folder, 'kept.log'));
    expect(missing(made)).to.deep.equal([]);

    const versions = made.json('versions.json') as { chairside: string; ledgerForm: number; node: { node: string } };
    expect(versions).to.include({ chairside: '0.1.0' });
    expect(versions.node.node).to.equal(process.versions.node);
    const packages = made.json('packages.json') as { name: string; version: string }[];
    expect(packages.find(({ name }) => name === 'better-sqlite3')?.version).to.match(/^\d+\.\d+\.\d+$/);
    const check = made.json('check.json') as { level: string; subject: string }[];
    expect(check.map(({ subject }) => subject)).to.include('inbox');

    const ledger = made.json('ledger.json') as LedgerJson;
    expect(ledger).to.include({ form: versions.ledgerForm, check: 'ok' });
    expect(ledger.rows).to.include({ rx: 1, scans: 0, pairings: 1 });
    expect(ledger.pairings[0]).to.include({ clinic: 'main-street', status: 'paired' });
    expect(ledger.pairings[0]!.contactSecondsAgo).to.be.within(0, 600);
    const [state] = ledger.states.rx;
    expect(state).to.include({ clinic: 'main-street', count: 1 });
    expect(ledger.problems.rx[0]).to.include({ code: 'RX_DOCTOR_UNMAPPED', count: 1 });
    expect(ledger.problems.rx[0]!.lastSecondsAgo).to.be.within(0, 600);
    const [item] = ledger.items.rx;
    expect(item!.item).to.match(/^[0-9a-f]{12}$/);

    const log = made.json('log.json') as { level: string; msg: string; rxKey?: string }[];
    expect(log.find(({ msg }) => msg === 'RX waits for a person')?.rxKey, 'the same item').to.equal(item!.item);
    expect(JSON.stringify(log)).not.to.match(/A-1|somebody else/);
    const again = await bundle();
    expect((again.json('ledger.json') as LedgerJson).items.rx[0]!.item, 'other names in another bundle').not.to.equal(
      item!.item,
    );
  });

  it('has the configuration without any text of its own', async () => {
    await clinic.configure({
      ...clinic.config,
      itero: {
        ...clinic.config.itero,
        clientSecret: '${vault:ITERO}',
        scope: 'Kanarius',
        baseUrl: 'https://kanarius.example:8443/x',
      },
      clinics: [
        {
          id: 'main-street',
          adapter: {
            use: 'filesystem',
            inbox: '/home/kanarius/inbox',
            charts: './charts',
            settle: '2s',
            kanarius: 'x',
          },
          rx: { doctors: { Kanarius: 77 }, procedures: { D2740: 30, 'D99*': false } },
        },
      ],
    });
    const { values } = (await bundle('--no-check')).json('configuration.json') as { values: Record<string, unknown> };
    expect(JSON.stringify(values)).not.to.match(/kanarius/i);
    expect(values).to.have.nested.property('itero.clientSecret', '${vault:ITERO}');
    expect(values).to.have.nested.property('itero.baseUrl', 'https://[host]');
    expect(values).to.have.nested.property('itero.clientAuth', 'body');
    expect(values['clinics']).to.deep.equal([
      {
        id: 'main-street',
        adapter: { use: 'filesystem', inbox: '[text]', charts: '[text]', settle: '2s', '[key 5]': '[text]' },
        rx: { doctors: { '[key 1]': 77 }, procedures: { D2740: 30, 'D99*': false } },
      },
    ]);
  });

  it('is made also where nothing is as it should be, and says so', async () => {
    const fresh = await bundle();
    expect(missing(fresh).map(({ name, kind }) => [name, kind])).to.deep.equal([['ledger.json', 'ENOENT']]);

    await clinic.pair();
    const ledger = join(clinic.folder, 'data', 'ledger.db');
    for (const name of [`${ledger}-wal`, `${ledger}-shm`]) await rm(name, { force: true });
    const noise = Buffer.alloc(20_000, 0xa5);
    await writeFile(ledger, noise);
    const damaged = await bundle();
    expect(
      missing(damaged).map(({ name }) => name),
      'a check would put a copy in its place',
    ).to.deep.equal(['check.json']);
    expect(damaged.json('ledger.json')).to.include({ check: 'damaged' }).and.to.have.nested.property('form.failed');
    expect(await readFile(ledger), 'a bundle changes nothing').to.deep.equal(noise);

    await writeFile(join(clinic.folder, 'chairside.yaml'), 'clinics: [');
    const unreadable = await bundle('--log', join(clinic.folder, 'nowhere.log'));
    expect(unreadable.json('configuration.json')).to.have.nested.property('faults[0].message').that.includes('no YAML');
    expect(missing(unreadable).find(({ name }) => name === 'log.json')).to.include({ kind: 'ENOENT' });
    await rm(join(clinic.folder, 'chairside.yaml'));
    await rm(join(clinic.folder, 'data'), { recursive: true });
    expect(missing(await bundle('--no-check')).map(({ name }) => name)).to.deep.equal([
      'configuration.json',
      'ledger.json',
    ]);
  });

  it('is never written over another file', async () => {
    const out = join(clinic.folder, 'taken.zip');
    await writeFile(out, 'mine');
    const { code, stderr } = await clinic.quick('support-bundle', '--no-check', '--out', out);
    expect(code).to.equal(2);
    expect(stderr).to.include('exists already');
    expect(await readFile(out, 'utf8')).to.equal('mine');
    const nowhere = await clinic.quick('support-bundle', '--no-check', '--out', join(clinic.folder, 'no', 'where.zip'));
    expect(nowhere.code).to.equal(1);
    expect(nowhere.stderr).to.include('cannot be written (ENOENT)');
  });
});
