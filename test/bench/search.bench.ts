import type { Journal } from '../../journal/open.js';
import { parseResourceType } from '../../protocol/ids.js';
import { allNames } from '../../provisioning/demo/population/names.js';
import type { SiteClient } from '../../provisioning/demo/site-client.js';
import { foldText } from '../../record/fold.js';
import { BenchStack } from './bench-stack.js';
import { type Bench, latencies, type Measurement } from './measurement.js';
import { preloadPatients } from './preload.js';

const patients = 100_000;
const searches = 300;

/** What the search field of the workstation feels like: the first letters of a name, among 100,000 patients. */
export const search: Bench = {
  name: 'search',
  title: 'Search by the first letters of a name among 100,000 patients',
  run: async () => {
    const stack = await BenchStack.create();
    try {
      const journal = await stack.openJournal();
      await preloadPatients(journal, patients);
      const inProcess = await throughJournal(journal);
      journal.close();
      // Without a link: what is measured is the search, not the uplink that works beside it.
      await stack.hub.stop();
      await stack.site.start();
      const client = await stack.signIn();
      const overHttp = await throughHttp(client);
      client.close();
      return [...inProcess, ...overHttp];
    } finally {
      await stack.destroy();
    }
  },
};

/** Two to five letters of every name there is, in turn. */
function prefixes(): readonly string[] {
  const names = allNames();
  return Array.from({ length: searches }, (_, index) => {
    const name = names[(index * 7) % names.length] ?? '';
    return name.slice(0, 2 + (index % 4));
  });
}

async function throughJournal(journal: Journal): Promise<readonly Measurement[]> {
  const milliseconds: number[] = [];
  let found = 0;
  for (const prefix of prefixes()) {
    const began = performance.now();
    const page = await journal.records.search({
      type: parseResourceType('Patient'),
      clauses: [{ kind: 'string', parameter: 'name', values: [{ prefix: 'eq', text: foldText(prefix) }] }],
      count: 20,
      total: false,
      includes: [],
    });
    milliseconds.push(performance.now() - began);
    found += page.versions.length;
  }
  return latencies('search', milliseconds, { through: 'journal', patients, searches, found });
}

async function throughHttp(client: SiteClient): Promise<readonly Measurement[]> {
  const milliseconds: number[] = [];
  let found = 0;
  for (const prefix of prefixes()) {
    const began = performance.now();
    const path = `/fhir/Patient?name=${encodeURIComponent(prefix)}&_count=20`;
    const page = (await client.json('GET', path)) as { entry?: readonly unknown[] };
    milliseconds.push(performance.now() - began);
    found += page.entry?.length ?? 0;
  }
  return latencies('search', milliseconds, { through: 'https', patients, searches, found });
}
