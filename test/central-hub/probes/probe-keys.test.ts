import t from 'tap';
import { answerProbe } from '../../../central-hub/probes/answer-probe.js';
import { ProbeKeys } from '../../../central-hub/probes/probe-keys.js';
import {
  probesPerSecondMax,
  probesPerSourcePerSecondMax,
  SourceLimit,
} from '../../../central-hub/probes/source-limit.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { openProbe, probeBytes, sealProbe } from '../../../protocol/probe/probe.js';
import type { ProbeKey } from '../../../protocol/probe/probe-key.js';

const site = parseSiteCode('7KD');
const [fibre, satellite] = [parseLinkName('fibre'), parseLinkName('satellite')];
const keyOf = (tag: number): ProbeKey => ({ tag, key: new Uint8Array(32).fill(tag) });
const probeOf = ({ tag, key }: ProbeKey, sequence: number) =>
  sealProbe('request', key, { tag, sequence, count: 0, milliseconds: 77 });
const reasonOf = (verdict: ReturnType<typeof answerProbe>) => (verdict.kind === 'ignore' ? verdict.reason : undefined);

t.test('[L12] the newest two keys of a link count, and a new run ends those of the one before', async (t) => {
  const keys = new ProbeKeys();
  for (const tag of [1, 2, 3]) keys.add({ site, link: fibre, bootId: 'a' }, keyOf(tag));
  keys.add({ site, link: satellite, bootId: 'a' }, keyOf(4));
  t.same(
    [1, 2, 3, 4].map((tag) => keys.find(tag).length),
    [0, 1, 1, 1],
  );
  keys.add({ site, link: fibre, bootId: 'b' }, keyOf(5));
  t.same(
    [1, 2, 3, 4, 5].map((tag) => keys.find(tag).length),
    [0, 0, 0, 0, 1],
  );
});

t.test('[L12] a revoked site is forgotten, and nobody else', async (t) => {
  const keys = new ProbeKeys();
  const other = parseSiteCode('8KD');
  keys.add({ site, link: fibre, bootId: 'a' }, keyOf(1));
  keys.add({ site: other, link: fibre, bootId: 'b' }, keyOf(1));
  keys.add({ site: other, link: satellite, bootId: 'b' }, keyOf(2));
  t.equal(keys.find(1).length, 2, 'one tag of two sites, by chance');
  await keys.review(async (code) => code !== site);
  t.same(
    keys.find(1).map((known) => known.site),
    [other],
  );
  keys.forget(other);
  t.equal(keys.find(1).length + keys.find(2).length, 0);
});

t.test('[L13] a session that is opened again under the same key goes on in its window', async (t) => {
  const keys = new ProbeKeys();
  const scope = { site, link: fibre, bootId: 'a' };
  keys.add(scope, keyOf(1));
  t.equal(answerProbe(keys, probeOf(keyOf(1), 1)).kind, 'answer');
  keys.add(scope, keyOf(1));
  t.equal(reasonOf(answerProbe(keys, probeOf(keyOf(1), 1))), 'replayed');
});

t.test('[L11][L14][L15] what is proven is answered once with its size, all else is named and left', async (t) => {
  const keys = new ProbeKeys();
  const key = keyOf(9);
  keys.add({ site, link: fibre, bootId: 'a' }, key);
  for (const [sequence, count] of [
    [1, 1],
    [4, 2],
    [3, 3],
  ] as const) {
    const verdict = answerProbe(keys, probeOf(key, sequence));
    if (verdict.kind === 'ignore') throw new Error(verdict.reason);
    t.equal(verdict.bytes.length, probeBytes);
    t.same(openProbe('answer', key.key, verdict.bytes), { tag: 9, sequence, count, milliseconds: 77 });
    t.equal(reasonOf(answerProbe(keys, verdict.bytes)), 'malformed', 'an answer is no question');
  }
  const wrong = probeOf({ tag: 9, key: new Uint8Array(32) }, 5);
  t.equal(reasonOf(answerProbe(keys, wrong)), 'forged');
  t.equal(reasonOf(answerProbe(keys, probeOf(keyOf(8), 5))), 'foreign');
  t.equal(reasonOf(answerProbe(keys, probeOf(key, 4))), 'replayed');
  t.equal(reasonOf(answerProbe(keys, new Uint8Array(23))), 'malformed');
  t.equal(reasonOf(answerProbe(keys, new Uint8Array(0))), 'malformed');
  const next = answerProbe(keys, probeOf(key, 5));
  t.equal(next.kind === 'answer' && openProbe('answer', key.key, next.bytes)?.count, 4, 'only what is proven counts');
});

t.test('[L14] so many a second of one address, and so many of all', async (t) => {
  const limit = new SourceLimit();
  const taken = (source: string, count: number, at: number) =>
    Array.from({ length: count }, () => limit.take(source, at)).filter(Boolean).length;
  t.equal(taken('a', probesPerSourcePerSecondMax + 50, 10), probesPerSourcePerSecondMax);
  t.equal(taken('b', 5, 20), 5, 'others are not held up');
  t.equal(taken('a', 5, 1_000), 5, 'the next second');
  const flood = Array.from({ length: probesPerSecondMax * 2 }, (_, index) => limit.take(`s${index}`, 2_000));
  t.equal(flood.filter(Boolean).length, probesPerSecondMax);
});
