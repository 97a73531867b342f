import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import { type FhirServer, send, startFhirServer } from '../../support/fhir-server.js';
import { observation, patient } from '../../support/journal-fixtures.js';
import { keysOf, linkOf, type SearchBundle } from '../../support/search-faces.js';

const resources = 20_000;

t.test('[J31][J32][F97][F99] a record of 20,000 resources is answered within bounds', async (t) => {
  const server = await startFhirServer(t);
  await fill(server);
  await t.test('Patient-everything: bounded pages, each resource once, and others have their turn', async (t) => {
    const seen = new Set<string>();
    let turns = 0;
    const pages = await pagesOf(server, 'Patient/p1/$everything', (page) => {
      turns += page.turns;
      const keys = keysOf(page.bundle);
      t.ok(keys.length <= 1_000 && page.bytes < 2 * journalLimits.everythingPageBytesMax);
      for (const key of keys) seen.add(key);
    });
    t.equal(seen.size, resources);
    t.equal(pages, 20);
    t.ok(turns >= 4 * pages, `${turns} turns of others within ${pages} pages`);
  });
  await t.test(
    'Patient-everything: a page of which little is wanted ends early, and goes on by its link',
    async (t) => {
      const { everythingRoundsMax, everythingWindowKeysMax } = journalLimits;
      const found: string[] = [];
      const gather = (page: Page) => found.push(...keysOf(page.bundle));
      const pages = await pagesOf(server, 'Patient/p1/$everything?end=2023', gather);
      t.strictSame(found, ['Patient/p1']);
      t.ok(pages - 1 <= resources / (everythingRoundsMax * everythingWindowKeysMax), `${pages} pages`);
      found.length = 0;
      await pagesOf(server, 'Patient/p1/$everything?start=2030', gather);
      t.equal(found.length, resources / 50, 'with the patient');
      t.equal(new Set(found).size, found.length, 'none twice');
    },
  );
  await t.test('Observation-lastn: what does not fit is told', async (t) => {
    // Of no code and all at one time: each is the last one.
    const { bundle, turns } = await pageOf(server, 'Observation/$lastn?patient=Patient/p1&code:missing=true');
    t.equal(keysOf(bundle).length, journalLimits.lastResourcesMax);
    t.equal(bundle.total, undefined);
    t.strictSame(
      bundle.entry?.at(-1)?.resource.issue?.map(({ code }) => code),
      ['too-costly'],
    );
    t.ok(turns >= (0.8 * resources) / journalLimits.lastRoundMatchesMax - 1, `${turns} turns of others`);
  });
});

/** A patient, and observations: each fifth is another patient's, whom this one measured, so that two indexes lead to the record. */
async function fill({ journal }: FhirServer): Promise<void> {
  const author = 'Practitioner/p1';
  await journal.records.commitBundle({ author, entries: [{ verb: 'create', resource: patient('p1') }] });
  for (let start = 0; start < resources - 1; start += 500) {
    const entries = Array.from({ length: Math.min(500, resources - 1 - start) }, (_, index) => ({
      verb: 'create' as const,
      resource: observation(`o${start + index}`, index % 5 === 4 ? 'p2' : 'p1', {
        ...(index % 5 === 4 && { performer: [{ reference: 'Patient/p1' }] }),
        effectiveDateTime: index % 50 === 49 ? '2030' : start < 10_000 ? '2024' : '2025',
      }),
    }));
    await journal.records.commitBundle({ author, entries });
  }
}

interface Page {
  readonly bundle: SearchBundle;
  readonly bytes: number;
  /** How often others could have done something meanwhile. */
  readonly turns: number;
}

async function pageOf(server: FhirServer, url: string): Promise<Page> {
  let [turns, isOver] = [0, false];
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const answer = await send(server, 'doctor', 'GET', url.replace('http://localhost:80', ''));
  isOver = true;
  return { bundle: answer.json() as SearchBundle, bytes: answer.body.length, turns };
}

/** Follows the links; how many pages there were. */
async function pagesOf(server: FhirServer, start: string, onPage: (page: Page) => void): Promise<number> {
  let pages = 0;
  for (let url: string | undefined = start; url !== undefined; pages += 1) {
    const page = await pageOf(server, url);
    onPage(page);
    url = linkOf(page.bundle, 'next');
  }
  return pages;
}
