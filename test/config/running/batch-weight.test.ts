import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { type LogRun, SendLoop } from '../../../config/running/send-loop.js';
import { decodeBatch } from '../../../protocol/batch.js';
import type { Change } from '../../../protocol/change.js';
import { cursorStart, nextChain } from '../../../protocol/change.js';
import { createUuidGenerator, hubCode, parseChangeId } from '../../../protocol/ids.js';
import { goldenChange, goldenScope } from '../../support/protocol-arbitraries.js';
import { seededRandom } from '../../support/seeded-random.js';

const random = seededRandom(17);
/** By a clock that stands: what ids cost in a batch depends on how far apart they were made. */
const newId = createUuidGenerator({
  now: () => Date.parse('2026-11-21T09:00:00Z'),
  randomBytes: (length) => Uint8Array.from({ length }, () => random.below(256)),
});
const batchBytesMax = 4 * 1024;

/** A log of changes with these bodies, read as far as the sender asks, and what it asked for and sent. */
async function send(bodies: readonly Buffer[]) {
  const changes = bodies.map(
    (body): Change => ({ ...goldenChange, changeId: parseChangeId(newId()), body, groupEnd: true }),
  );
  const start = cursorStart(goldenScope);
  const chains = [start.chain];
  for (const change of changes) chains.push(nextChain(chains.at(-1) ?? start.chain, change));
  const chainAt = (seq: number) => chains[seq] ?? start.chain;
  const sent: number[] = [];
  let sentTo = 0;
  const loop = new SendLoop({
    ...{ origin: goldenScope.site, epoch: 1, dictionary: 0, dictionaries: new Map() },
    link: { batchBytesMax, repeatIsDear: false },
    durabilities: [{ lane: 2, durable: start, safeSeq: 0, creditBytes: 10_000_000 }],
    readHeads: async () => [{ lane: 2, seq: changes.length }],
    readRun: async (_lane, after, bytesMax): Promise<LogRun> => {
      let to = after.seq;
      for (let bytes = 0; to < changes.length && (bytes < bytesMax || to === after.seq); to += 1) {
        bytes += changes[to]?.body.length ?? 0;
      }
      const run = changes.slice(after.seq, to);
      return { from: after.seq + 1, to, chainBefore: chainAt(after.seq), chainAfter: chainAt(to), changes: run };
    },
    publish: async (lane, bytes) => {
      sent.push(bytes.length);
      const { to: seq, chainAfter: chain } = decodeBatch(bytes, new Map()).header;
      const place = { kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, rejects: [] } as const;
      sentTo = seq;
      // Each is receipted at once, so that only what fits into a batch holds anything back.
      loop.noteReceipt({ ...place, lane, durable: { seq, chain }, safeSeq: 0, creditBytes: 10_000_000 });
    },
    ask: async () => undefined,
    onLaneStopped: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  loop.wake();
  while (sentTo < changes.length) await pause(5);
  await loop.stop();
  return sent;
}

const repeated = (index: number) => Buffer.from(`{"a":"${`visit ${index % 3} `.repeat(60)}"}`);
const noise = (index: number) => {
  let state = index + 1;
  return Buffer.from(
    Array.from({ length: 600 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
};

t.test('[S17] a sender learns how much fits into a batch, so that a strong form fills it too', async (t) => {
  const sent = await send(Array.from({ length: 2000 }, (_, index) => repeated(index)));
  t.ok((sent[4] ?? 0) > 3 * (sent[0] ?? 0), sent.join());
  t.ok(sent.every((bytes) => bytes <= batchBytesMax * 1.5));
});

t.test('[S17] when bodies no longer shrink, no batch comes out much too large, and all is sent', async (t) => {
  const bodies = Array.from({ length: 600 }, (_, index) => (index < 400 ? repeated(index) : noise(index)));
  const sent = await send(bodies);
  t.ok(
    sent.every((bytes) => bytes <= batchBytesMax * 1.5),
    sent.join(),
  );
  t.ok(sent.reduce((sum, bytes) => sum + bytes, 0) > 200 * 600);
});
