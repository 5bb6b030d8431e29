import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Measure } from '../office/metrics/measure';
import { METRICS, type MetricEntry, type MetricName } from '../office/metrics/table';
import { version } from '../package.json';

/** What a process is, and so which metrics it tells; `start` tells those of workers and of consoles. */
export type MeterRole = 'worker' | 'console' | 'start';

export type MetricLabels = Readonly<Record<string, string>>;

/** The metrics of one process. */
export interface Meter {
  /** Adds to a counter, by default one; 0 lets it begin. */
  count(metric: MetricName, labels: MetricLabels, by?: number): void;
  /** Adds a duration to a histogram, seconds. */
  observe(metric: MetricName, labels: MetricLabels, seconds: number): void;
  /** Asks `source` at every scrape from now on. */
  ask(source: () => Promise<readonly Measure[]>): void;
  /** Puts the text of another endpoint behind ours at every scrape. */
  append(text: () => Promise<string>): void;
  /** All of it, as Prometheus reads it. */
  text(): Promise<string>;
  readonly contentType: string;
}

const tells = ({ teller }: MetricEntry, role: MeterRole): boolean =>
  role === 'start' || teller === 'both' || teller === role;

type OwnMetric = Counter | Gauge | Histogram;

function metricOf(name: string, entry: MetricEntry, registry: Registry): OwnMetric {
  const { kind, help, labels, buckets } = entry;
  const options = { name, help: help.en, labelNames: [...labels], registers: [registry] };
  switch (kind) {
    case 'gauge':
      return new Gauge(options);
    case 'counter':
      return new Counter(options);
    case 'histogram':
      return new Histogram({ ...options, ...(buckets && { buckets: [...buckets] }) });
  }
}

/** The values of one scrape in the form of Prometheus; those of another role's metrics are left out. */
function textOf(found: readonly Measure[], role: MeterRole): Promise<string> {
  const registry = new Registry();
  const metrics = new Map<MetricName, OwnMetric>();
  for (const { metric: name, labels = {}, value } of found) {
    if (!tells(METRICS[name], role)) continue;
    const metric = metrics.get(name) ?? metricOf(name, METRICS[name], registry);
    metrics.set(name, metric);
    if (metric instanceof Gauge) metric.set(labels, value);
    else if (metric instanceof Counter) metric.inc(labels, value);
  }
  return registry.metrics();
}

/** The metrics of a process, made from the table; those of Node come with them. */
export function makeMeter(role: MeterRole): Meter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = new Map<string, OwnMetric>(
    Object.entries(METRICS)
      .filter(([, entry]) => !entry.read && tells(entry, role))
      .map(([name, entry]) => [name, metricOf(name, entry, registry)]),
  );
  const info = metrics.get('duban_info');
  if (info instanceof Gauge) info.set({ version, role }, 1);
  const sources: (() => Promise<readonly Measure[]>)[] = [];
  const texts: (() => Promise<string>)[] = [];
  const scrape = async (): Promise<string> => {
    const found = await Promise.all(sources.map((source) => source()));
    const parts = [registry.metrics(), textOf(found.flat(), role), ...texts.map((text) => text())];
    return (await Promise.all(parts)).join('\n');
  };
  let under: Promise<string> | null = null;
  return {
    count(name, labels, by = 1) {
      const metric = metrics.get(name);
      if (metric instanceof Counter) metric.inc(labels, by);
    },
    observe(name, labels, seconds) {
      const metric = metrics.get(name);
      if (metric instanceof Histogram) metric.observe(labels, seconds);
    },
    ask: (source) => sources.push(source),
    append: (text) => texts.push(text),
    // Two that ask at once get one answer: the ledger is asked once.
    text: () =>
      (under ??= scrape().finally(() => {
        under = null;
      })),
    contentType: registry.contentType,
  };
}
