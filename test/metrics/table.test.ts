import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { METRICS, METRICS_OF_OTHERS, metricTables, type MetricEntry } from '../../office/metrics/table';

const ROOT = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const TABLE: Readonly<Record<string, MetricEntry>> = { ...METRICS, ...METRICS_OF_OTHERS };

const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});
const rules = Rules.parse(parse(read('deploy/prometheus/duban.rules.yml'))).groups.flatMap(
  (one) => one.rules,
);

const Dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).min(1),
    }),
  ),
});
const { panels } = Dashboard.parse(JSON.parse(read('deploy/grafana/duban.json')));

/** The metrics that an expression names, with the label names that it uses; a histogram's parts count as itself. */
function usedIn(expr: string): { readonly names: readonly string[]; readonly labels: readonly string[] } {
  const names = [...expr.matchAll(/\b(?:duban|temporal|process|nodejs)_\w+/g)].map(([name]) =>
    name in TABLE ? name : name.replace(/_(bucket|count|sum)$/, ''),
  );
  const matched = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) =>
    inner.split(',').map((one) => one.replace(/[=!~].*/, '').trim()),
  );
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inner = '']) =>
    inner.split(',').map((one) => one.trim()),
  );
  return { names, labels: [...matched, ...grouped].filter(Boolean) };
}

/** What is wrong with an expression by the table. */
function faultsOf(expr: string): readonly string[] {
  const { names, labels } = usedIn(expr);
  const known = new Set([...names.flatMap((name) => TABLE[name]?.labels ?? []), 'le', 'instance']);
  return [
    ...(names.length === 0 ? ['names no metric'] : []),
    ...names.filter((name) => !(name in TABLE)),
    ...labels.filter((label) => !known.has(label)).map((label) => `label ${label}`),
  ];
}

describe('what is told of a running office', () => {
  it('is described once: docs/metrics.md has the table', () => {
    expect(read('docs/metrics.md')).toContain(metricTables());
  });

  it('has names as Prometheus wants them: the unit last, counters with _total', () => {
    const wrong = Object.entries(METRICS).filter(([name, { kind, unit }]: readonly [string, MetricEntry]) => {
      const stem = name.replace(/_total$/, '');
      return (
        (kind === 'counter') !== name.endsWith('_total') ||
        (unit === 'timestamp') !== stem.endsWith('_timestamp_seconds') ||
        (unit === 'seconds' && !stem.endsWith('_seconds')) ||
        (unit === 'bytes') !== stem.endsWith('_bytes')
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('an alarm', () => {
  it.each(rules)('$alert asks for metrics and labels of the table', ({ expr }) => {
    expect(faultsOf(expr)).toEqual([]);
  });

  it('is tried: each is expected to ring in test/deploy/alarms.yml, and stands in docs/operations.md', () => {
    const Tests = z.object({
      tests: z.array(
        z.object({
          alert_rule_test: z
            .array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) }))
            .default([]),
        }),
      ),
    });
    const tried = Tests.parse(parse(read('test/deploy/alarms.yml'))).tests.flatMap(({ alert_rule_test }) =>
      alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0).map(({ alertname }) => alertname),
    );
    const names = rules.map(({ alert }) => alert);
    expect(names.filter((name) => !tried.includes(name))).toEqual([]);
    expect(names.filter((name) => !read('docs/operations.md').includes(`\`${name}\``))).toEqual([]);
  });

  // .ci/run installs it; a fresh machine has not.
  (spawnSync('promtool', ['--version']).status === 0 ? it : it.skip)(
    'rings when promtool says it does',
    () => {
      const said = execFileSync('promtool', ['test', 'rules', join(ROOT, 'test/deploy/alarms.yml')], {
        encoding: 'utf8',
      });
      expect(said).toContain('SUCCESS');
    },
  );
});

describe('the dashboard', () => {
  it.each(
    panels.flatMap(({ title, targets }) =>
      targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
    ),
  )('%s asks for metrics and labels of the table', (_, expr, legend) => {
    expect(faultsOf(expr)).toEqual([]);
    const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    const of = usedIn(expr);
    const known = [...of.labels, ...of.names.flatMap((name) => TABLE[name]?.labels ?? []), 'instance'];
    expect(shown.filter((label) => !known.includes(label))).toEqual([]);
  });

  it('has its panels beside each other, not over each other', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)}/${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});
