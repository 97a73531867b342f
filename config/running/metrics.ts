/** Labels of one sample; values are codes, link names and lanes, never anything of a patient. */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  /** What a histogram adds to the name of its family. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Labels;
  readonly value: number;
}

interface Family {
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly collect: () => readonly Sample[] | Promise<readonly Sample[]>;
}

/** A count that only grows, kept per set of labels. */
export class Counter {
  readonly #samples = new Map<string, { labels: Labels; value: number }>();

  add(labels: Labels = {}, by = 1): void {
    const key = JSON.stringify(Object.entries(labels).sort());
    const sample = this.#samples.get(key);
    if (sample === undefined) this.#samples.set(key, { labels, value: by });
    else sample.value += by;
  }

  samples(): readonly Sample[] {
    return [...this.#samples.values()];
  }

  /** The sum over all samples whose labels agree with `labels`. */
  total(labels: Labels = {}): number {
    return this.samples()
      .filter((sample) => Object.entries(labels).every(([name, value]) => sample.labels[name] === value))
      .reduce((sum, sample) => sum + sample.value, 0);
  }
}

/** The metrics of a program in the text form of Prometheus (exposition format 0.0.4). */
export class Metrics {
  readonly #families = new Map<string, Family>();
  #scrapes = 0;

  /** What several gauges are read from is read once for all of them whenever somebody looks. */
  oncePerScrape<T>(read: () => Promise<T>): () => Promise<T> {
    let last: { readonly scrape: number; readonly value: Promise<T> } | undefined;
    return () => {
      if (last?.scrape !== this.#scrapes) last = { scrape: this.#scrapes, value: read() };
      return last.value;
    };
  }

  counter(name: string, help: string): Counter {
    const counter = new Counter();
    this.show(name, help, counter);
    return counter;
  }

  /** A count that somebody else keeps. */
  show(name: string, help: string, counter: Counter): void {
    this.#families.set(name, { help, type: 'counter', collect: () => counter.samples() });
  }

  /** A value that is asked for when somebody looks. */
  gauge(name: string, help: string, collect: Family['collect']): void {
    this.#families.set(name, { help, type: 'gauge', collect });
  }

  /** How often values lay below each bound, and their sum; somebody else keeps it. */
  histogram(name: string, help: string, histogram: { samples(): readonly Sample[] }): void {
    this.#families.set(name, { help, type: 'histogram', collect: () => histogram.samples() });
  }

  async text(): Promise<string> {
    this.#scrapes += 1;
    const lines: string[] = [];
    for (const [name, family] of this.#families) {
      lines.push(`# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.type}`);
      for (const { suffix = '', labels, value } of await family.collect()) {
        lines.push(`${name}${suffix}${renderLabels(labels)} ${value}`);
      }
    }
    return `${lines.join('\n')}\n`;
  }
}

function renderLabels(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
