import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { Metrics } from '../../dist/http/metrics.js';

describe('the metrics in docs/operation.md', () => {
  it('are those that there are, with their labels', async () => {
    const text = await readFile(new URL('../../../../docs/operation.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `(chairside_\w+)` +\| ([^|]+?) +\|/gm)];
    const described = rows.map(([, name = '', labels = '']) => ({ name, labels: labels.match(/\w+/g) }));
    const metrics = new Metrics().registry.getMetricsAsArray().filter(({ name }) => name.startsWith('chairside_'));
    expect(described).to.have.deep.members(
      metrics.map((metric) => ({
        name: metric.name,
        labels: (metric as unknown as { labelNames: string[] }).labelNames,
      })),
    );
  });
});
