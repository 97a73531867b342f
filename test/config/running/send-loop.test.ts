import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { type LogRun, reactionTo, SendLoop } from '../../../config/running/send-loop.js';
import { systemTimers } from '../../../config/running/timers.js';
import { type Batch, decodeBatch } from '../../../protocol/batch.js';
import { type Change, type Cursor, cursorStart, nextChain } from '../../../protocol/change.js';
import { createSystemUuidGenerator, hubCode, parseChangeId, parseSiteCode } from '../../../protocol/ids.js';
import { type Lane, lanes } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';
import { mayTryAgain } from '../../../protocol/problems.js';
import { eventually } from '../../support/programs-records.js';

const site = parseSiteCode('7KD');
const newId = createSystemUuidGenerator();
const dictionaries = new Map([[1, Buffer.from('a dictionary')]]);
const cursorOf = (lane: Lane): Cursor => cursorStart({ direction: 'up', site, epoch: 1, lane });

/** A log in memory, one change a batch, and a loop that sends it. */
function setUp(
  t: { teardown(stop: () => unknown): unknown },
  lengths: Partial<Record<Lane, number>>,
  options: {
    dictionary?: number;
    forked?: boolean;
    repeatIsDear?: boolean;
    bodyBytes?: number;
    unsupported?: Lane;
  } = {},
) {
  const noise = (bytes: number) => Buffer.from(JSON.stringify({ a: randomBytes(bytes).toString('hex') }));
  const { bodyBytes } = options;
  const bodyOf = bodyBytes === undefined ? undefined : () => noise(bodyBytes);
  const logs = new Map(lanes.map((lane) => [lane, logOf(lane, lengths[lane] ?? 0, bodyOf)]));
  const sent: Batch[] = [];
  const stopped: string[] = [];
  const asked: Lane[] = [];
  const order: string[] = [];
  const reads: number[] = [];
  let now = 0;
  const loop = new SendLoop({
    ...{
      origin: site,
      epoch: 1,
      dictionary: options.dictionary ?? 0,
      dictionaries,
      link: { batchBytesMax: limits.batchBytesMax, repeatIsDear: options.repeatIsDear === true },
    },
    durabilities: lanes.map((lane) => ({ lane, durable: cursorOf(lane), safeSeq: 0, creditBytes: 1_000_000 })),
    readHeads: async () => lanes.map((lane) => ({ lane, seq: logs.get(lane)?.length ?? 0 })),
    readRun: async (lane, after) => {
      reads.push(after.seq);
      if (lane === options.unsupported) return 'unsupported';
      return options.forked ? 'fork' : logs.get(lane)?.[after.seq];
    },
    beforePublish: async (lane, to) => {
      await sleep(5);
      order.push(`covered ${lane} ${to.seq}`);
    },
    publish: async (lane, bytes, to) => {
      order.push(`sent ${lane} ${to.seq}`);
      sent.push(decodeBatch(bytes, dictionaries));
    },
    ask: async (lane) => void asked.push(lane),
    timers: { ...systemTimers, elapsedMilliseconds: () => now },
    onLaneStopped: (lane, code) => stopped.push(`${lane} ${code}`),
    onError: (error) => {
      throw error;
    },
  });
  t.teardown(() => loop.stop());
  const acknowledge = (lane: Lane, seq: number) => {
    const chain = logs.get(lane)?.[seq - 1]?.chainAfter ?? new Uint8Array(32);
    const durability = { lane, durable: { seq, chain }, safeSeq: 0, creditBytes: 1_000_000 };
    loop.noteReceipt({ kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, rejects: [], ...durability });
  };
  const grow = (lane: Lane, by: number) => {
    const log = logs.get(lane) ?? [];
    log.push(...logOf(lane, by, undefined, log.at(-1)));
    loop.wake();
  };
  return {
    loop,
    sent,
    order,
    stopped,
    asked,
    reads,
    grow,
    acknowledge,
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

function logOf(lane: Lane, length: number, bodyOf = (_seq: number) => changeTemplate.body, last?: LogRun): LogRun[] {
  const runs: LogRun[] = [];
  const first = (last?.to ?? 0) + 1;
  let chainBefore = last?.chainAfter ?? cursorOf(lane).chain;
  for (let seq = first; seq < first + length; seq += 1) {
    const change = { ...changeTemplate, changeId: parseChangeId(newId()), body: bodyOf(seq) };
    const chainAfter = nextChain(chainBefore, change);
    runs.push({ from: seq, to: seq, chainBefore, chainAfter, changes: [change] });
    chainBefore = chainAfter;
  }
  return runs;
}

const changeTemplate: Change = {
  ...{ changeId: parseChangeId(newId()), method: 'put', type: 'Patient' as never, resourceId: 'a' as never },
  ...{ predecessors: [], author: 'a', origin: site, stamp: { milliseconds: 1, counter: 0 } },
  ...{ body: Buffer.from('{"a":1}'), groupEnd: true },
};

/** Waits until nothing has been sent for a while, however slow the machine. */
async function settle(sent: readonly Batch[]): Promise<void> {
  for (let quiet = 0, before = sent.length; quiet < 4; quiet += 1) {
    await sleep(10);
    if (sent.length > before) quiet = 0;
    before = sent.length;
  }
}

const described = (sent: readonly Batch[]) => sent.map(({ header }) => `${header.lane}:${header.from}`);

t.test('[E9] nothing goes out before what says how far the log is committed is on disk', async (t) => {
  const { loop, order } = setUp(t, { 1: 2 });
  loop.wake();
  await eventually('sent', () => order.length === 4);
  t.strictSame(order, ['covered 1 1', 'sent 1 1', 'covered 1 2', 'sent 1 2']);
});

t.test('[S3] the most urgent lane goes first, each in its order', async (t) => {
  const { loop, sent } = setUp(t, { 5: 2, 1: 2, 2: 1 });
  loop.wake();
  await eventually('all sent', () => sent.length === 5);
  t.strictSame(described(sent), ['1:1', '1:2', '2:1', '5:1', '5:2']);
});

t.test('[S10] after a gap everything beyond the receipt is sent again, and nothing before it', async (t) => {
  const { loop, sent, acknowledge } = setUp(t, { 2: 4 });
  loop.wake();
  await settle(sent);
  acknowledge(2, 2);
  sent.length = 0;
  loop.noteRefusal({ kind: 'refusal', code: 'batch-gap', lane: 2 });
  await settle(sent);
  t.strictSame(described(sent), ['2:3', '2:4']);
});

t.test('[S11] a dictionary that the receiver lost is not used again', async (t) => {
  const { loop, sent } = setUp(t, { 2: 1 }, { dictionary: 1 });
  loop.wake();
  await settle(sent);
  t.equal(sent[0]?.header.dictionary, 1);
  loop.noteRefusal({ kind: 'refusal', code: 'dictionary-unknown', lane: 2 });
  await settle(sent);
  t.equal(sent[1]?.header.dictionary, 0);
});

t.test('[S6] a lane that is refused for good stops, the others go on', async (t) => {
  const { loop, sent, stopped } = setUp(t, { 1: 1, 2: 1 });
  loop.wake();
  await settle(sent);
  sent.length = 0;
  loop.noteRefusal({ kind: 'refusal', code: 'batch-fork', lane: 1 });
  loop.noteRefusal({ kind: 'refusal', code: 'batch-gap', lane: 2 });
  await settle(sent);
  t.strictSame(described(sent), ['2:1']);
  t.strictSame(stopped, ['1 batch-fork']);
  t.equal(reactionTo('disk-full'), 'stop');
  t.ok(mayTryAgain('disk-full'));
  t.notOk(mayTryAgain('batch-fork'));
});

t.test('[S6] a receiver that is durable in something else is not overwritten', async (t) => {
  const { loop, sent, stopped } = setUp(t, { 2: 1 }, { forked: true });
  loop.wake();
  await settle(sent);
  t.strictSame(sent, []);
  t.strictSame(stopped, ['2 batch-fork']);
});

t.test('[S93] a lane that the receiver does not take further stops, and holds up no other', async (t) => {
  const { loop, sent, stopped } = setUp(t, { 1: 1, 2: 1 }, { unsupported: 1 });
  loop.wake();
  await eventually('sent', () => sent.length === 1);
  t.strictSame(described(sent), ['2:1']);
  t.strictSame(stopped, ['1 version-unsupported']);
});

t.test('[S22] the loop asks about a batch without a receipt, and says when nobody answers', async (t) => {
  const { loop, sent, asked, pass, acknowledge } = setUp(t, { 2: 1 });
  loop.wake();
  await settle(sent);
  pass(limits.receiptMillisecondsMax + 1);
  await eventually('asked', async () => asked.length === 1);
  t.notOk(loop.isSilent());
  pass(3 * limits.receiptMillisecondsMax + 1);
  t.ok(loop.isSilent());
  acknowledge(2, 1);
  t.notOk(loop.isSilent());
});

t.test('[S20] a batch that came out larger than planned is cut again, whatever bodies shrink to', async (t) => {
  const bodies = Array.from({ length: 400 }, () => Buffer.from(JSON.stringify({ a: randomBytes(90).toString('hex') })));
  const log = logOf(2, bodies.length, (seq) => bodies[seq - 1] ?? Buffer.alloc(0));
  const sizes: number[] = [];
  const loop = new SendLoop({
    ...{ origin: site, epoch: 1, dictionary: 0, dictionaries },
    link: { batchBytesMax: limits.batchBytesMax, repeatIsDear: false },
    durabilities: [{ lane: 2, durable: cursorOf(2), safeSeq: 0, creditBytes: 1_000_000 }],
    readHeads: async () => [{ lane: 2, seq: log.length }],
    readRun: async (_lane, after, bytesMax) => joined(log.slice(after.seq, after.seq + Math.ceil(bytesMax / 188))),
    publish: async (_lane, bytes) => void sizes.push(bytes.length),
    ask: async () => {},
    onLaneStopped: () => {},
    onError: (error) => {
      throw error;
    },
  });
  t.teardown(() => loop.stop());
  loop.wake();
  await eventually('two batches', () => sizes.length === 2);
  t.ok(
    sizes.every((size) => size > 4_000 && size <= 8_192 * 1.5),
    `${sizes}`,
  );
});

function joined(runs: readonly LogRun[]): LogRun | undefined {
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const changes = runs.flatMap((run) => run.changes);
  return { from: first.from, to: last.to, chainBefore: first.chainBefore, chainAfter: last.chainAfter, changes };
}

t.test('[S21] the next batch is made while one is under way, and is sent as it is when it is full', async (t) => {
  const { loop, sent, acknowledge, grow, reads } = setUp(t, { 2: 3 }, { repeatIsDear: true, bodyBytes: 12_000 });
  loop.wake();
  await eventually('read ahead', () => reads.length === 2);
  t.strictSame(described(sent), ['2:1'], 'one is under way');
  acknowledge(2, 1);
  await eventually('sent', () => sent.length === 2);
  await eventually('read ahead again', () => reads.length === 3);
  t.strictSame(reads, [0, 1, 2], 'each was read once');
  grow(2, 1);
  acknowledge(2, 2);
  await eventually('sent', () => sent.length === 3);
  await eventually('and read ahead', () => reads.length >= 4);
  t.strictSame(reads.slice(0, 4), [0, 1, 2, 3], 'a full one is sent as it is');
});
