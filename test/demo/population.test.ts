import t from 'tap';
import { generatePopulation, type PopulationOptions } from '../../provisioning/demo/population/population.js';

const options: PopulationOptions = {
  seed: 'one',
  patients: 60,
  site: { code: '7KD', region: 'Littoral' },
  startMilliseconds: Date.parse('2026-11-20T08:00:00Z'),
};

const text = (changes: Partial<PopulationOptions> = {}) =>
  JSON.stringify([...generatePopulation({ ...options, ...changes })]);

t.test('the same seed gives the same population, another seed another', async (t) => {
  t.equal(text(), text());
  t.not(text(), text({ seed: 'two' }));
});

t.test('a longer population begins with the shorter one', async (t) => {
  const long = [...generatePopulation(options)].slice(0, 10);
  t.same(long, [...generatePopulation({ ...options, patients: 10 })]);
});

t.test('every resource has an id of its own, and refers only to what was saved before it or with it', async (t) => {
  const seen = new Set<string>();
  for (const history of generatePopulation(options)) {
    for (const group of history.groups) {
      for (const resource of group.resources) {
        const name = `${resource.resourceType}/${resource.id}`;
        if (seen.has(name)) t.fail(`twice: ${name}`);
        seen.add(name);
      }
      const references = JSON.stringify(group.resources).matchAll(/"reference":"((?:Patient|Encounter)\/[^"]+)"/g);
      for (const [, reference] of references) if (!seen.has(reference ?? '')) t.fail(`unknown ${reference}`);
    }
  }
  t.ok(seen.size > 1000);
});

t.test('histories are in order and lie before the present', async (t) => {
  for (const history of generatePopulation(options)) {
    const times = history.groups.map((group) => group.atMilliseconds);
    t.same(
      times,
      [...times].sort((left, right) => left - right),
    );
    t.ok((times.at(-1) ?? 0) < options.startMilliseconds);
    t.equal(history.groups[0]?.kind, 'registration');
    t.equal(history.groups[0]?.resources[0], history.patient);
  }
});

t.test('the region shows in towns, names and seasons', async (t) => {
  const north = text({ site: { code: '7KD', region: 'Extrême-Nord' }, patients: 200 });
  t.match(north, /Maroua/);
  t.match(north, /Fadimatou|Aïssatou|Hadidja/);
  const months = [...north.matchAll(/Paludisme, forme non précisée.{1,400}?recordedDate":"\d{4}-(\d\d)/g)].map(
    (match) => Number(match[1]),
  );
  const rains = months.filter((month) => month >= 7 && month <= 10).length;
  t.ok(rains / months.length > 0.5, `${rains} of ${months.length} in the rains`);
});

t.test('a consultation is about twelve resources', async (t) => {
  const sizes = [...generatePopulation({ ...options, patients: 300 })]
    .flatMap((history) => history.groups)
    .filter((group) => group.kind === 'consultation')
    .map((group) => group.resources.length)
    .sort((left, right) => left - right);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  t.ok(median >= 11 && median <= 13, `median ${median}`);
});
