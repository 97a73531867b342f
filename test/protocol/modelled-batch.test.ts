import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { type Dictionaries, decodeBatch, encodeBatch } from '../../protocol/batch.js';
import type { Change } from '../../protocol/change.js';
import { parseResourceType } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { generatePopulation } from '../../provisioning/demo/population/population.js';
import { jsonTexts, opaqueBodies } from '../support/json-arbitraries.js';
import { changes, goldenChange, goldenScope, headerOf, scopes } from '../support/protocol-arbitraries.js';
import { changesOfGroups } from '../support/visit-changes.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const book = readFileSync(new URL('../../protocol/dictionary/64.bin', import.meta.url));
const dictionaries: Dictionaries = new Map([
  [64, book],
  [65, Buffer.from('Patient p1 {"id":"p1","resourceType":"Patient"}')],
]);

const bodies = fc.oneof(
  { weight: 5, arbitrary: jsonTexts.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: opaqueBodies },
);
const runs = fc
  .array(fc.tuple(changes, bodies), { minLength: 1, maxLength: 12 })
  .map((pairs) => pairs.map(([change, body]) => (change.method === 'delete' ? change : { ...change, body })));

function carried(run: readonly Change[], dictionary: number, scope = goldenScope): readonly Change[] {
  const bytes = encodeBatch({ ...headerOf(scope, run), dictionary }, run, dictionaries);
  return decodeBatch(bytes, dictionaries).changes;
}

t.test('[S17][W2] any changes with any bodies come back byte for byte', async (t) => {
  fc.assert(
    fc.property(scopes, runs, fc.constantFrom(64, 65), (scope, run, id) => same(carried(run, id, scope), run)),
    { numRuns: 300 },
  );
  t.pass();
});

t.test('[S17] a log cut into batches at any place gives the same changes', async (t) => {
  const visits = visitsOf('cuts', 6);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }), (sizes) => {
      const arrived: Change[] = [];
      for (let start = 0, piece = 0; start < visits.length; piece += 1) {
        const part = visits.slice(start, start + (sizes[piece % sizes.length] ?? 1));
        arrived.push(...carried(part, 64));
        start += part.length;
      }
      return same(arrived, visits);
    }),
    { numRuns: 15 },
  );
  t.pass();
});

t.test('[S17] what one batch taught is forgotten before the next', async (t) => {
  const visits = visitsOf('forgets', 4);
  const encode = (run: readonly Change[]) =>
    hex(encodeBatch({ ...headerOf(goldenScope, run), dictionary: 64 }, run, dictionaries));
  const first = encode(visits);
  encode(visitsOf('others', 3));
  carried(visitsOf('more', 2), 64);
  t.equal(encode(visits), first);
});

t.test('[S17] bodies that are too large for a model go deflated, without a dictionary', async (t) => {
  const large = { ...goldenChange, body: Buffer.from(`{"a":"${'x'.repeat(limits.modelledBodyBytesMax)}"}`) };
  const many = Array.from({ length: 17 }, () => ({ ...goldenChange, body: large.body.subarray(0, 64 * 1024) }));
  const odd = { ...goldenChange, author: 'a\u0000b' };
  for (const run of [[goldenChange, large], many, [odd]]) {
    const bytes = encodeBatch({ ...headerOf(goldenScope, run), dictionary: 64 }, run, dictionaries);
    const batch = decodeBatch(bytes, new Map());
    t.equal(batch.header.dictionary, 0);
    t.ok(same(batch.changes, run));
  }
});

t.test('[S17] what takes more decisions than a decoder accepts goes deflated', async (t) => {
  const text = [...Array(16)].map((_, index) => `{"a":"${noise(60_000, index)}"}`);
  const run = text.map((body) => ({ ...goldenChange, body: Buffer.from(body) }));
  const bytes = encodeBatch({ ...headerOf(goldenScope, run), dictionary: 64 }, run, dictionaries);
  t.equal(decodeBatch(bytes, new Map()).header.dictionary, 0);
});

t.test('[S17] visits take less than half of what deflate makes of them', async (t) => {
  const visits = visitsOf('sizes', 8).slice(0, limits.batchChangesMax);
  const size = (dictionary: number, known: Dictionaries) =>
    encodeBatch({ ...headerOf(goldenScope, visits), dictionary }, visits, known).length;
  const deflated = readFileSync(new URL('../../protocol/dictionary/1.bin', import.meta.url));
  t.ok(size(64, dictionaries) * 2 < size(1, new Map([[1, deflated]])));
});

t.test('[S17] the wire form is golden', async (t) => {
  const body = (text: string) => Buffer.from(text);
  const run: Change[] = [
    { ...goldenChange, groupEnd: false },
    {
      ...goldenChange,
      ...{ type: parseResourceType('Observation'), predecessors: [], groupEnd: false },
      body: body(
        '{"code":{"text":"Température"},"effectiveDateTime":"2026-11-20T09:30:00+01:00","id":"0193a5c0-0000-7000-8000-000000000001","issued":"2026-11-20T08:30:00.125Z","resourceType":"Observation","subject":{"reference":"Patient/7f0c8b1e-42a0-4d3a-9c55-0123456789ab"},"valueQuantity":{"value":38.50}}',
      ),
    },
    { ...goldenChange, body: body('{ "not": "canonical" }') },
    { ...goldenChange, method: 'delete', body: new Uint8Array() },
  ];
  const bytes = encodeBatch({ ...headerOf(goldenScope, run), dictionary: 65 }, run, dictionaries);
  t.equal(hex(bytes.subarray(bytes.length - goldenBody.length / 2)), goldenBody);
  t.equal(bytes.length - goldenBody.length / 2, 77, 'behind the header');
  t.ok(same(decodeBatch(bytes, dictionaries).changes, run));
});

t.test('[S17] what the dictionary of this version makes of a change is golden', async (t) => {
  const [first] = visitsOf('golden', 1);
  if (first === undefined) throw new Error('no visit');
  const bytes = encodeBatch({ ...headerOf(goldenScope, [first]), dictionary: 64 }, [first], dictionaries);
  t.equal(hex(bytes.subarray(77)), goldenVisit);
});

const goldenBody =
  '3f89ab0123456789abbfffffffffffffff80000000000000017f0c8b1e42a04d3a9c550123456789ab167b20226e6f74223a202263616e6f6e6963616c22207df4f1ad19000208b9599699a6666a6ac100fe482495d2bdaec8a55843b68658274e5cbf6474ea705d65998bc701771f36711447edfcc0123bd7dab379bc6dc41f3a6e78677a350461608ea0046227bdfbf21cb48524df2c8cde1a98c359daf83d82f4c6f50d1ba153929b5280e75c32d32be81732ce22a88f1eb8473f5cb9f488b40a835dcd8fde228f891881e8a99a4ac9e1936323f2a6cff3cd892c3242fcffaa9c3a49742398dd27eaaf8ba416515e';
const goldenVisit =
  '108707070707070707881318f4c3fb1ea3018e0d40b4000000626352d9c7806112de70889e02cadee58aa0ed0500000007396c14b845ec88357131480b1de93fb3dc116504b102ae35079d8efe70a0d593dd579def38bc41d9c6011854d6ad5bfac472e77e813046e2172e7fecf01cca97a13a15d63cf4d371c1c839cea923aec060005911cdb0ba7054710d84fbaf';

function visitsOf(seed: string, patients: number): Change[] {
  const site = { code: '7KD', region: 'Centre' };
  const histories = [...generatePopulation({ seed, patients, site, startMilliseconds: 1_760_000_000_000 })];
  return changesOfGroups(histories.flatMap(({ groups }) => groups));
}

/** Text in which nothing repeats (a linear congruential generator). */
function noise(length: number, seed: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += String.fromCharCode(0x23 + ((state >>> 16) % 57));
  }
  return text.replaceAll('\\', ' ');
}

function same(left: readonly Change[], right: readonly Change[]): boolean {
  const plain = (run: readonly Change[]) =>
    JSON.stringify(run.map((change) => ({ ...change, body: hex(change.body) })));
  return plain(left) === plain(right);
}

t.test(
  '[T4] the stamp that the hub put in the place of one travels beside the chain, over any dictionary',
  async (t) => {
    const mergeStamp = { milliseconds: 1_763_683_200_000, counter: 65_535 };
    const run: Change[] = [goldenChange, { ...goldenChange, mergeStamp }];
    for (const id of [0, 64, 65]) t.same(carried(run, id), run, `dictionary ${id}`);
    const plain = headerOf(goldenScope, [goldenChange, goldenChange]);
    t.same(headerOf(goldenScope, run), plain, 'it is framing: the chain is the same');
  },
);
