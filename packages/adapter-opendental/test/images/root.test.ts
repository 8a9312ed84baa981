import { expect } from 'chai';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapPath } from '../../dist/images/path-map.js';
import { errorOf } from '../support/error-of.js';
import { describeWithServer } from '../support/server.js';
import type { ImageFolderOptions } from '../../dist/images/image-folder-options.js';
import { COMPUTER, ImageHouse } from './support/image-house.js';

describe('a path of Open Dental’s computers', () => {
  const map = {
    '\\\\Server\\OpenDentImages': '/mnt/images',
    '//server/OpenDentImages/Old/': '/mnt/old/',
    'C:': '/mnt/c',
    'D:\\': '/',
  };

  it('is mapped by the longest entry, whole folders only, whatever the letters’ case and the slashes', () => {
    expect(mapPath('\\\\SERVER\\opendentimages\\', map)).to.equal('/mnt/images');
    expect(mapPath('//server/OpenDentImages/A to Z/x', map)).to.equal('/mnt/images/A to Z/x');
    expect(mapPath('\\\\server\\OpenDentImages\\OLD\\A', map)).to.equal('/mnt/old/A');
    expect(mapPath('c:\\OpenDentImages', map)).to.equal('/mnt/c/OpenDentImages');
    expect(mapPath('d:/Images', map)).to.match(/^\/+Images$/);
  });

  it('is nothing here where no entry fits', () => {
    expect(mapPath('\\\\server\\OpenDentImages2', map)).to.equal(undefined);
    expect(mapPath('\\\\other\\OpenDentImages', map)).to.equal(undefined);
    expect(mapPath('', map)).to.equal(undefined);
  });
});

describeWithServer('the image folder', () => {
  let house: ImageHouse;
  let revision = 0;

  before(async () => {
    house = await ImageHouse.open();
  });

  beforeEach(async () => {
    await house.tidy();
    await house.hands.setPreference('AtoZfolderUsed', '1');
    for (const table of ['computerpref', 'replicationserver'])
      await house.practice.practice.query(`DELETE FROM ${table}`);
  });

  const folder = async (name: string): Promise<string> => {
    await rm(house.path(name), { recursive: true, force: true });
    await mkdir(house.path(name, 'A'), { recursive: true });
    return house.path(name);
  };
  /** In which of the test's folders a scan is filed; or the code of the error. */
  const filedIn = async (options: Partial<ImageFolderOptions> = {}): Promise<string | undefined> => {
    const who = await house.hands.addPatient({ last: 'Sample', first: 'Test' });
    revision += 1;
    const delivery = await house.delivery(who, { revision });
    const error = await errorOf(house.deliver(delivery, options));
    if (error !== undefined) return error.code;
    for (const name of await readdir(house.dir)) {
      const letters = await readdir(house.path(name)).catch((): string[] => []);
      if (letters.includes('S') && (await readdir(house.path(name, 'S'))).includes(`SampleTest${who}`)) return name;
    }
    return undefined;
  };

  it('is the first of DocPath’s that holds a folder A', async () => {
    await folder('two');
    await folder('three');
    await mkdir(house.path('empty'), { recursive: true });
    const paths = [house.path('not there'), ` ${house.path('empty')}/`, '', house.path('two'), house.path('three')];
    await house.hands.setPreference('DocPath', paths.join(';'));
    expect(await filedIn()).to.equal('two');
  });

  it('is that of this computer before that of the server, before that of the practice', async () => {
    const { practice } = house.practice;
    const [server, computer] = [await folder('server'), await folder('computer')];
    const [[{ id }]] = (await practice.query('SELECT @@server_id AS id')) as unknown as [[{ id: number }]];
    await practice.query(
      `INSERT INTO replicationserver (Descript, ServerId, RangeStart, RangeEnd, AtoZpath, UpdateBlocked, SlaveMonitor)
       VALUES ('', ${id + 1}, 0, 0, '/elsewhere', 0, ''), ('', ${id}, 0, 0, ?, 0, '')`,
      [`/not/there;${server}`],
    );
    expect(await filedIn()).to.equal('server');
    const { hands } = house;
    await practice.query("SET sql_mode = ''");
    await practice.query('INSERT INTO computerpref (ComputerName, AtoZpath) VALUES (?, ?), (?, ?)', [
      'OTHER-PC',
      '/elsewhere',
      COMPUTER.toLowerCase(),
      computer,
    ]);
    expect(await filedIn()).to.equal('computer');
    await practice.query("UPDATE computerpref SET AtoZpath = ''");
    expect(await filedIn()).to.equal('server');
    await practice.query("UPDATE replicationserver SET AtoZpath = ''");
    await hands.setPreference('DocPath', house.root);
    expect(await filedIn()).to.equal('images');
  });

  it('is found by the path map where this computer names it otherwise', async () => {
    await folder('mounted');
    await house.hands.setPreference('DocPath', 'C:\\OpenDentImages\\;\\\\SAMPLE-SERVER\\Images\\Open Dental\\');
    expect(await filedIn()).to.equal('CHART_UNREACHABLE');
    expect(await filedIn({ pathMap: { '\\\\sample-server\\images\\open dental': house.path('mounted') } })).to.equal(
      'mounted',
    );
    // Relative to the configuration file, as other paths are.
    expect(await filedIn({ pathMap: { '//sample-server/images/open dental/': 'mounted' } })).to.equal('mounted');
  });

  it('is the one that the configuration names, whatever Open Dental says', async () => {
    await folder('named');
    expect(await filedIn({ root: house.path('named') })).to.equal('named');
    await house.hands.setPreference('DocPath', '');
    expect(await filedIn({ root: 'named' })).to.equal('named');
    expect(await filedIn()).to.equal('CHART_UNREACHABLE');
  });

  it('is never made, and an empty one is a share that is down', async () => {
    await rm(house.root, { recursive: true });
    expect(await filedIn()).to.equal('CHART_UNREACHABLE');
    expect(await readdir(house.dir)).to.not.include('images');
    await mkdir(house.root);
    expect(await filedIn()).to.equal('CHART_UNREACHABLE');
    await writeFile(join(house.root, 'A'), 'a file is no folder');
    expect(await filedIn()).to.equal('CHART_UNREACHABLE');
    expect(await readdir(house.root)).to.deep.equal(['A']);
    expect(await house.probe()).to.include(`unreachable files.root: no folder A in ${house.root}`);
  });

  for (const [used, where] of [
    ['0', 'in the database'],
    ['2', 'in Dropbox'],
    ['3', 'on an SFTP server'],
    ['7', 'in a way that is not known'],
  ] as const) {
    it(`is none where Open Dental keeps images ${where}, and what to do instead is said`, async () => {
      await house.hands.setPreference('AtoZfolderUsed', used);
      const who = await house.hands.addPatient({ last: 'Sample', first: 'Test' });
      const error = await errorOf(house.deliver(await house.delivery(who, { revision: 99 })));
      expect(error).to.include({ code: 'CHART_STORAGE_UNSUITABLE', class: 'transient' });
      expect(error?.message).to.include(`Open Dental keeps images ${where}`);
      expect(error?.advice?.join()).to.include('files.via: api');
      expect(await house.probe()).to.include(`problem files.root: Open Dental keeps images ${where}`);
    });
  }

  it('is none where an early version says that it needs none', async () => {
    const { practice } = house.practice;
    await practice.query("DELETE FROM preference WHERE PrefName = 'AtoZfolderUsed'");
    expect(await filedIn()).to.equal('images');
    await house.hands.setPreference('AtoZfolderNotRequired', '1');
    expect(await filedIn()).to.equal('CHART_STORAGE_UNSUITABLE');
    await practice.query("DELETE FROM preference WHERE PrefName = 'AtoZfolderNotRequired'");
  });

  it('is tried by check, which leaves nothing in it', async () => {
    expect(await house.probe()).to.deep.equal([
      `ok files.root: ${house.root} can be read and written (found by DocPath)`,
      `ok files.category: "Scans" is image category ${house.categories.scans}`,
    ]);
    expect(await readdir(house.root)).to.deep.equal(['A']);
    expect(await house.probe({ root: house.root })).to.include(
      `ok files.root: ${house.root} can be read and written (as configured)`,
    );
  });
});

describeWithServer('the image category', () => {
  let house: ImageHouse;

  before(async () => {
    house = await ImageHouse.open();
  });
  beforeEach(() => house.tidy());

  const deliver = async (options: Partial<ImageFolderOptions>) => {
    const who = await house.hands.addPatient({ last: 'Sample', first: 'Test', imageFolder: 'SampleTest' });
    return errorOf(house.deliver(await house.delivery(who), options));
  };

  for (const [category, why] of [
    ['Nowhere', 'does not exist'],
    ['Former Scans', 'is hidden'],
    ['for the portal', 'patients see "For the Portal" in the portal'],
  ] as const) {
    it(`is refused, before anything is written, because of this: ${why}`, async () => {
      const error = await deliver({ category });
      expect(error).to.include({ code: 'CHART_CATEGORY_UNSUITABLE', class: 'transient' });
      expect(error?.message).to.include(why);
      expect(await house.tree()).to.deep.equal([]);
      expect((await house.probe({ category })).join('\n')).to.match(new RegExp(`problem files.category: .*${why}`));
    });
  }

  it('is refused for one kind of file as for all', async () => {
    expect((await deliver({ rx: { category: 'For the Portal' } }))?.code).to.equal('CHART_CATEGORY_UNSUITABLE');
    expect((await deliver({ zip: { category: 'Nowhere' } }))?.code).to.equal('CHART_CATEGORY_UNSUITABLE');
    expect(await house.tree()).to.deep.equal([]);
    const found = await house.probe({ meshes: { category: 'Nowhere' }, pictures: { category: 'Pictures' } });
    expect(found.slice(1)).to.deep.equal([
      `ok files.category: "Pictures" is image category ${house.categories.pictures}`,
      `ok files.category: "Scans" is image category ${house.categories.scans}`,
      'problem files.category: "Nowhere" does not exist',
    ]);
  });

  it('may be one that patients see in the portal where that is allowed by name', async () => {
    const options = { category: 'For the Portal', allowPortal: ['for the portal'] };
    expect(await deliver(options)).to.equal(undefined);
    expect((await house.probe(options)).join('\n')).to.match(/warning files.category: .*patients see in the portal/);
  });

  it('is the first of all in versions that put every file there, and check says so', async () => {
    const old = await ImageHouse.open('16.3.34');
    expect(await old.probe()).to.include(
      'warning files.category: Open Dental 16.3.34 puts every dropped file into its first image category, "Radiographs"',
    );
    const who = await old.hands.addPatient({ last: 'Sample', first: 'Test', imageFolder: 'SampleTest' });
    await old.deliver(await old.delivery(who));
    expect((await old.tree()).filter((path) => path.includes('/_'))).to.deep.equal([]);
    await old.practice.practice.query("UPDATE definition SET ItemValue = 'XL' WHERE ItemName = 'Radiographs'");
    const error = await errorOf(old.deliver(await old.delivery(who, { revision: 2 })));
    expect(error?.message).to.include('patients see "Radiographs" in the portal');
    expect((await old.probe()).join('\n')).to.include('problem files.category: patients see "Radiographs"');
  });

  for (const [version, prefixed] of [
    ['20.3.99.0', false],
    ['20.4.1.0', true],
    ['26.1.2', true],
    ['', false],
  ] as const) {
    it(`${prefixed ? 'stands' : 'does not stand'} in the name of a file for version "${version}"`, async () => {
      await house.hands.setPreference('DataBaseVersion', version);
      expect(await deliver({ pictures: false, rx: false })).to.equal(undefined);
      const [name] = await house.names('S/SampleTest');
      expect(name?.startsWith(`_${house.categories.scans}_`)).to.equal(prefixed);
      await house.hands.setPreference('DataBaseVersion', '25.4');
    });
  }
});
