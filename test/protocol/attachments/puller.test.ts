import fc from 'fast-check';
import t from 'tap';
import { chunkBytes, chunkCount, chunkLength } from '../../../protocol/attachments/chunks.js';
import {
  choosePull,
  noteChunk,
  notePullFailed,
  openPuller,
  type Pullable,
  planPull,
  pullLimits,
} from '../../../protocol/attachments/puller.js';

t.test('[A2] the chunks of a content cover it once', (t) => {
  fc.assert(
    fc.property(fc.nat({ max: 40 * chunkBytes }), (bytes) => {
      const lengths = Array.from({ length: chunkCount(bytes) }, (_, index) => chunkLength(bytes, index));
      t.equal(
        lengths.reduce((sum, length) => sum + length, 0),
        bytes,
      );
      if (lengths.some((length) => length < 1 || length > chunkBytes)) throw new Error(`${lengths}`);
    }),
    { numRuns: 50 },
  );
  t.end();
});

interface Contents {
  readonly name: string;
  readonly chunks: number;
  next: number;
}

/** Pulls everything over a line that takes `delay` for a chunk and is cut at some steps; counts what was sent. */
function pullAll(sizes: readonly number[], delayMilliseconds: number, cuts: ReadonlySet<number>) {
  const contents: Contents[] = sizes.map((chunks, index) => ({ name: `c${index}`, chunks, next: 0 }));
  const wanted = (): Pullable[] =>
    contents
      .filter(({ next, chunks }) => next < chunks)
      .map(({ name, chunks, next }) => ({ hash: name, bytes: chunks * chunkBytes, nextIndex: next, asked: false }));
  let state = openPuller();
  let line: { hash: string; index: number }[] = [];
  let sent = 0;
  let underWayMax = 0;
  let now = 0;
  for (let step = 0; wanted().length > 0 && step < 5000; step += 1) {
    if (cuts.has(step)) {
      line = [];
      state = openPuller();
    }
    state = choosePull(state, wanted(), now);
    for (let planned = planPull(state, now); ; planned = planPull(state, now)) {
      state = planned.state;
      if (planned.plan === undefined) break;
      const { hash, from, count } = planned.plan;
      for (let index = from; index < from + count; index += 1) line.push({ hash, index });
      sent += count;
    }
    underWayMax = Math.max(underWayMax, line.length);
    const arrived = line.shift();
    now += arrived === undefined ? pullLimits.silenceMillisecondsMax + 1 : delayMilliseconds;
    const content = contents.find(({ name }) => name === arrived?.hash);
    if (arrived === undefined || content === undefined || arrived.index !== content.next) continue;
    content.next += 1;
    state = noteChunk(state, arrived.hash, arrived.index, now);
  }
  return { left: wanted().length, sent, underWayMax, windowChunks: state.windowChunks };
}

t.test('[A2] whatever is cut, everything arrives, and a cut costs no more than a window', (t) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });
  const cuts = fc.array(fc.nat({ max: 150 }), { maxLength: 10 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 3000 }), cuts, (chunks, delay, steps) => {
      const result = pullAll(chunks, delay, new Set(steps));
      const total = chunks.reduce((sum, count) => sum + count, 0);
      if (result.left > 0) throw new Error('something never came');
      if (result.underWayMax > pullLimits.windowChunksMax) throw new Error(`${result.underWayMax} under way`);
      if (result.sent > total + (new Set(steps).size + 1) * pullLimits.windowChunksMax)
        throw new Error(`${result.sent}`);
    }),
  );
  t.ok(pullAll([200], 5, new Set()).windowChunks === pullLimits.windowChunksMax, 'a fast line opens the window');
  t.equal(pullAll([50], 2000, new Set()).underWayMax, 1, 'on a slow one a single chunk is under way');
  t.end();
});

t.test('[A2] what a person asks for goes first; what cannot come now is left alone for a while', (t) => {
  const one: Pullable = { hash: 'one', bytes: 3 * chunkBytes, nextIndex: 0, asked: false };
  const two: Pullable = { ...one, hash: 'two' };
  const first = choosePull(openPuller(), [one, two], 0);
  t.equal(planPull(first, 0).plan?.hash, 'one');
  const asked = choosePull(first, [one, { ...two, asked: true }], 1);
  t.match(planPull(asked, 1).plan, { hash: 'two', asked: true });
  const failed = notePullFailed(first, 'one', 1);
  t.equal(planPull(choosePull(failed, [one, two], 2), 2).plan?.hash, 'two');
  t.equal(planPull(choosePull(failed, [one], 2), 2).plan, undefined);
  t.equal(planPull(choosePull(failed, [one], pullLimits.laterMillisecondsMin + 2), 2).plan?.hash, 'one');
  t.equal(planPull(choosePull(failed, [{ ...one, asked: true }], 2), 2).plan?.hash, 'one', 'unless somebody asks');
  t.end();
});

t.test('[A2] a pull that has gone silent begins again where the store is', (t) => {
  const content: Pullable = { hash: 'one', bytes: 9 * chunkBytes, nextIndex: 0, asked: false };
  const { state } = planPull(choosePull(openPuller(), [content], 0), 0);
  t.equal(planPull(choosePull(state, [content], 100), 100).plan, undefined, 'it is under way');
  const later = pullLimits.silenceMillisecondsMax + 1;
  const again = choosePull(state, [{ ...content, nextIndex: 4 }], later);
  t.match(planPull(again, later).plan, { from: 4 });
  t.end();
});

t.test('[B8] what is patient goes behind every other content, also when it has begun, and then goes on', (t) => {
  const backup: Pullable = { hash: 'b', bytes: 9 * chunkBytes, nextIndex: 0, asked: false, patient: true };
  const scan: Pullable = { hash: 's', bytes: 3 * chunkBytes, nextIndex: 0, asked: false };
  const begun = choosePull(openPuller(), [backup], 0);
  t.equal(choosePull(begun, [backup], 1), begun, 'alone it goes on');
  const parted = choosePull(begun, [scan, { ...backup, nextIndex: 2 }], 2);
  t.equal(planPull(parted, 2).plan?.hash, 's');
  t.match(planPull(choosePull(parted, [{ ...backup, nextIndex: 2 }], 3), 3).plan, { hash: 'b', from: 2 });
  t.end();
});
