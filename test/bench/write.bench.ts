import { transactionOf } from '../../record/builders/context.js';
import { makeConsultations, makeReady, newIdGenerator, renewIds } from './bench-data.js';
import { BenchStack, openScratchJournal } from './bench-stack.js';
import { type Bench, latencies, type Measurement } from './measurement.js';
import { author } from './preload.js';

const visits = 300;

/** How long a clinician waits for "saved here": one visit, committed with fsync in the encrypted journal. */
export const write: Bench = {
  name: 'write',
  title: 'Local durable write of one visit',
  run: async () => [...(await throughJournal()), ...(await throughHttp())],
};

async function throughJournal(): Promise<readonly Measurement[]> {
  const { journal, destroy } = openScratchJournal();
  try {
    const milliseconds: number[] = [];
    let resources = 0;
    for (const group of makeConsultations(visits)) {
      const entries = group.map((resource) => ({ verb: 'create' as const, resource: makeReady(resource) }));
      const began = performance.now();
      await journal.records.commitBundle({ author, entries });
      milliseconds.push(performance.now() - began);
      resources += entries.length;
    }
    return latencies('write', milliseconds, { through: 'journal', visits, resources });
  } finally {
    destroy();
  }
}

async function throughHttp(): Promise<readonly Measurement[]> {
  const stack = await BenchStack.create();
  try {
    await stack.connect(false);
    await stack.site.start();
    const client = await stack.signIn();
    const newId = newIdGenerator();
    const milliseconds: number[] = [];
    let resources = 0;
    for (const group of makeConsultations(visits)) {
      const fresh = renewIds(group, newId);
      const began = performance.now();
      await client.json('POST', '/fhir', transactionOf(fresh));
      milliseconds.push(performance.now() - began);
      resources += fresh.length;
    }
    client.close();
    return latencies('write', milliseconds, { through: 'https', visits, resources, syncing: true });
  } finally {
    await stack.destroy();
  }
}
