import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import { send, startFhirServer } from '../../support/fhir-server.js';
import { observation, patient } from '../../support/journal-fixtures.js';
import { keysOf, linkOf, type SearchBundle } from '../../support/search-faces.js';

const resources = 20_000;

t.test('[J31] [F97] Patient-everything of 20,000 resources: bounded pages, and others have their turn', async (t) => {
  const server = await startFhirServer(t);
  const { records } = server.journal;
  const author = 'Practitioner/p1';
  await records.commitBundle({ author, entries: [{ verb: 'create', resource: patient('p1') }] });
  for (let start = 0; start < resources - 1; start += 500) {
    const entries = Array.from({ length: Math.min(500, resources - 1 - start) }, (_, index) => ({
      verb: 'create' as const,
      // Each fifth is another patient's, whom this one measured: two indexes lead to the record, at different paces.
      resource: observation(`o${start + index}`, index % 5 === 4 ? 'p2' : 'p1', {
        ...(index % 5 === 4 && { performer: [{ reference: 'Patient/p1' }] }),
        effectiveDateTime: start < 10_000 ? '2024' : '2025',
      }),
    }));
    await records.commitBundle({ author, entries });
  }
  const seen = new Set<string>();
  let [pages, turns] = [0, 0];
  for (let url: string | undefined = 'Patient/p1/$everything'; url !== undefined; pages += 1) {
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const answer = await send(server, 'doctor', 'GET', url.replace('http://localhost:80', ''));
    isOver = true;
    const bundle = answer.json() as SearchBundle;
    const keys = keysOf(bundle);
    t.ok(keys.length <= 1_000 && answer.body.length < 2 * journalLimits.everythingPageBytesMax);
    const known = seen.size;
    for (const key of keys) seen.add(key);
    t.equal(seen.size, known + keys.length, 'none twice');
    url = linkOf(bundle, 'next');
  }
  t.equal(seen.size, resources, 'each of them');
  t.equal(pages, 20);
  t.ok(turns >= 4 * pages, `${turns} turns of others within ${pages} pages`);
  // A page of which little is wanted looks at so much, and goes on by its link.
  const { everythingRoundsMax, everythingWindowKeysMax } = journalLimits;
  const dated: string[] = [];
  let links = 0;
  for (let url: string | undefined = 'Patient/p1/$everything?end=2023'; url !== undefined; links += 1) {
    const bundle = (await send(server, 'doctor', 'GET', url.replace('http://localhost:80', ''))).json() as SearchBundle;
    dated.push(...keysOf(bundle));
    url = linkOf(bundle, 'next');
  }
  t.strictSame(dated, ['Patient/p1']);
  t.ok(links - 1 <= resources / (everythingRoundsMax * everythingWindowKeysMax), `${links} pages`);
});
