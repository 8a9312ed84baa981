import { resolve } from 'node:path';
import { filesystem } from '@chairside/adapter-filesystem';
import { expect } from 'chai';
import { ConfigSource } from '../../dist/config/config-source.js';
import { readOptions } from '../../dist/config/adapter-options.js';
import { parseConfig, type ConfigReaders } from '../../dist/config/load-config.js';
import { ITERO, READERS } from './sample.js';

/** What is said of two clinics with these folders. */
async function said(one: string, other: string, more = ''): Promise<string[]> {
  const clinics = [one, other].map(
    (folders, index) => `  - { id: c${index}, adapter: { use: filesystem, ${folders} } }`,
  );
  const text = `${ITERO}${more}clinics:\n${clinics.join('\n')}\n`;
  const readers: ConfigReaders = {
    ...READERS,
    adapterOptions: async (question) => readOptions(filesystem.options, question),
  };
  const { problems } = await parseConfig(new ConfigSource('/practice/chairside.yaml', text), readers);
  return problems.map(({ path, clinicIndex }) => `${clinicIndex} ${path}`).sort();
}

describe('the folders of clinics', () => {
  const CASES: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['are fine where each has its own', 'inbox: a/inbox, charts: a/charts', 'inbox: b/inbox, charts: b/charts', []],
    [
      'are wrong where two take the same requests',
      'inbox: inbox, charts: a/charts',
      'inbox: ./inbox/, charts: b/charts',
      ['0 clinics[0].adapter.inbox', '1 clinics[1].adapter.inbox'],
    ],
    [
      'are wrong where two file into the same charts, however they are written',
      'inbox: a/inbox, charts: charts',
      `inbox: b/inbox, charts: "${resolve('/practice/x/../charts')}"`,
      ['0 clinics[0].adapter.charts', '1 clinics[1].adapter.charts'],
    ],
    [
      'are wrong where one lies in another one’s, whatever it is for',
      'inbox: a/inbox, charts: a/charts',
      'inbox: b/inbox, charts: b/charts, outbox: a/charts/outbox',
      ['0 clinics[0].adapter.charts', '1 clinics[1].adapter.outbox'],
    ],
    ['are fine where only the names begin alike', 'inbox: in, charts: ch', 'inbox: inbox, charts: charts', []],
  ];
  for (const [name, one, other, expected] of CASES) {
    it(name, async () => {
      expect(await said(one, other)).to.deep.equal(expected);
    });
  }

  it('do not hold the data folder', async () => {
    const findings = await said('inbox: a/inbox, charts: a', 'inbox: b/inbox, charts: b', 'dataDir: a/data\n');
    expect(findings).to.deep.equal(['undefined dataDir']);
  });
});

describe('the listeners', () => {
  it('have a port each, also where their hosts are written differently', async () => {
    const listeners =
      'http: { port: 9000 }\nwebhook: { host: localhost, port: 9000, publicUrl: "https://p.example" }\n';
    const findings = await said('inbox: a/inbox, charts: a/charts', 'inbox: b/inbox, charts: b/charts', listeners);
    expect(findings).to.deep.equal(['undefined webhook.port']);
  });
});
