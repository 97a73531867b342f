import t from 'tap';
import { canonicalise } from '../../../record/canonical.js';
import { stillServes, timed, validResources, versionsOf } from '../../support/bad-input.js';
import { onBothFaces } from '../../support/fhir-faces.js';
import { send } from '../../support/fhir-server.js';
import { mutate, pick } from '../../support/mutations.js';
import { seededRandom } from '../../support/seeded-random.js';

onBothFaces(
  t,
  '[F48] 400 damaged resources: each is refused and leaves nothing, or comes back as it went',
  async (t, { server }) => {
    const random = seededRandom(48);
    for (let run = 0; run < 400; run += 1) {
      const resource = pick(validResources, random) as { readonly resourceType: string };
      const text = mutate(JSON.stringify(resource), random);
      const before = await versionsOf(server);
      const answer = await timed(t, `${run}: ${text}`, () =>
        send(server, 'doctor', 'POST', resource.resourceType, text),
      );
      const written = (await versionsOf(server)) - before;
      if (answer.statusCode !== 201) {
        if (written !== 0) t.fail(`${run}: ${answer.statusCode}, and ${written} versions were written`);
        if (![400, 413, 422].includes(answer.statusCode)) t.fail(`${run}: ${answer.statusCode}`);
        continue;
      }
      const { id } = answer.json() as { readonly id: string };
      const read = await send(server, 'doctor', 'GET', `${resource.resourceType}/${id}`);
      const withoutId = (body: string) => canonicalise(JSON.stringify({ ...(JSON.parse(body) as object), id: 'x' }));
      if (withoutId(read.body) !== withoutId(text)) t.fail(`${run}: came back changed: ${text.slice(0, 300)}`);
    }
    await stillServes(t, server);
  },
);

onBothFaces(t, '[F48] 300 damaged Bundles are written whole or not at all', async (t, { server }) => {
  const random = seededRandom(79);
  const uuid = (index: number) => `urn:uuid:11111111-1111-4111-8111-00000000000${index}`;
  const entry = (index: number, next: number) => ({
    fullUrl: uuid(index),
    resource: {
      resourceType: 'Patient',
      name: [{ text: `x${index}` }],
      link: [{ type: 'seealso', other: { reference: uuid(next) } }],
    },
    request: { method: 'POST', url: 'Patient', ifNoneExist: `identifier=urn:test|${index}` },
  });
  const bundle = JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [entry(1, 2), entry(2, 3), entry(3, 1)],
  });
  for (let run = 0; run < 300; run += 1) {
    const text = mutate(bundle, random);
    const before = await versionsOf(server);
    const answer = await timed(t, `${run}: ${text}`, () => send(server, 'doctor', 'POST', '', text));
    const written = (await versionsOf(server)) - before;
    if (answer.statusCode >= 400 && written > 0) t.fail(`${run}: refused, and ${written} versions were written`);
  }
  await stillServes(t, server);
});

onBothFaces(
  t,
  '[F48][F51] a ring of 1,000 entries is written, one of them wrong writes none',
  async (t, { server }) => {
    const uuid = (index: number) => `urn:uuid:11111111-1111-4111-8111-${String(index).padStart(12, '0')}`;
    const ring = (count: number, last: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...{ fullUrl: uuid(index), request: { method: 'POST', url: 'Patient' } },
        resource: {
          ...{ resourceType: 'Patient', name: [{ text: 'x' }] },
          link: [{ type: 'seealso', other: { reference: uuid(index === count - 1 ? last : index + 1) } }],
        },
      }));
    const bundle = (entry: readonly object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });
    const wrong = await timed(t, 'ring', () => send(server, 'doctor', 'POST', '', bundle(ring(1_000, 5_000))));
    t.ok(wrong.statusCode >= 400, `${wrong.statusCode}`);
    t.equal(await versionsOf(server), 0);
    const whole = await timed(t, 'ring', () => send(server, 'doctor', 'POST', '', bundle(ring(1_000, 0))));
    t.equal(whole.statusCode, 200);
    t.equal(await versionsOf(server), 1_000);
  },
);
