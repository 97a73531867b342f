import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import t from 'tap';
import { type PackedBatch, packBatch, unpackBatch } from '../../../../central-hub/intake/reading/packed-batch.js';
import { type BatchReader, readBatch, readingHere } from '../../../../central-hub/intake/reading/read-batch.js';
import { ReadingThread } from '../../../../central-hub/intake/reading/reading-thread.js';
import { encodeBatch } from '../../../../protocol/batch.js';
import type { Change } from '../../../../protocol/change.js';
import { Problem } from '../../../../protocol/problem.js';
import { Random } from '../../../../provisioning/demo/population/random.js';
import { changes, goldenScope, headerOf, siteCodes, stamps } from '../../../support/protocol-arbitraries.js';

const dictionaries = new Map<number, Uint8Array>();

/** Changes with bodies that their check passes: of patients, and addressed to sites. */
const sound = fc
  .tuple(changes, siteCodes, fc.option(stamps, { nil: undefined }))
  .map(([change, site, mergeStamp]): Change => {
    const { type: resourceType, resourceId: id } = change;
    const performer = [{ identifier: { system: 'urn:carnet:site', value: site } }];
    const body = Buffer.from(JSON.stringify({ resourceType, id, subject: { reference: 'Patient/p1' }, performer }));
    const heard = { ...change, groupEnd: true, ...(mergeStamp && { mergeStamp }) };
    return change.method === 'delete' ? heard : { ...heard, body };
  });
const runs = fc.array(fc.oneof(sound, changes), { minLength: 1, maxLength: 40 });

function encoded(run: readonly Change[], from = 1): Uint8Array {
  return encodeBatch(headerOf(goldenScope, run, from), run, dictionaries);
}

/** Larger than what is read in the thread that asks, and different for each mark. */
function large(mark: number): Uint8Array {
  const [change] = fc.sample(sound, { numRuns: 1, seed: mark });
  // What deflate cannot make smaller.
  const body = Buffer.from(new Random(`batch ${mark}`).bytes(4_096));
  return encoded([{ ...(change as Change), method: 'put', body }], mark);
}

const newWorker = () => {
  const url = new URL('../../../../central-hub/intake/reading/reading-worker.js', import.meta.url);
  return new Worker(url, { workerData: dictionaries });
};

function started(t: { teardown: (act: () => void) => void }, make: () => Worker = newWorker) {
  const workers: Worker[] = [];
  const ready: Promise<unknown>[] = [];
  const told: Problem[] = [];
  const clock = { now: 0 };
  const thread = new ReadingThread({
    dictionaries,
    onError: (problem) => told.push(problem),
    steadyNow: () => clock.now,
    start: () => {
      const worker = make();
      workers.push(worker);
      ready.push(once(worker, 'message').catch(() => {}));
      return worker;
    },
  });
  t.teardown(() => thread.stop());
  // A thread at rest keeps nothing alive that could wait for it, or for its end.
  const alive = setInterval(() => {}, 1_000);
  t.teardown(() => clearInterval(alive));
  return { thread, workers, ready, told, clock };
}

/** The thread is there and has said so: from now on it is the one that reads. */
async function untilReady({ thread, ready }: Pick<ReturnType<typeof started>, 'thread' | 'ready'>): Promise<void> {
  await thread.read(large(1));
  await ready.at(-1);
}

async function outcomeOf(reader: BatchReader, payload: Uint8Array): Promise<unknown> {
  try {
    return plain(await reader.read(payload));
  } catch (error) {
    return error instanceof Problem ? error.code : error;
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part) => (part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part)),
  );
}

t.test('[S6][P1] what crosses threads in columns is what was read', async (t) => {
  let placed = 0;
  fc.assert(
    fc.property(runs, (run) => {
      const read = readBatch(encoded(run), dictionaries);
      placed += read.places.filter((place) => place?.interestedSites.length === 1).length;
      const packed = packBatch(read);
      const handedOver = [packed.numbers, packed.bodies, packed.chains].map(({ buffer }) => buffer as ArrayBuffer);
      const crossed = structuredClone<PackedBatch>(packed, { transfer: handedOver });
      t.strictSame(plain(unpackBatch(crossed)), plain(read));
    }),
    { numRuns: 60 },
  );
  t.ok(placed > 0, 'also what is addressed to a site');
});

t.test('[S6] a thread reads as its caller would: the same batches, the same codes, in their order', async (t) => {
  const running = started(t);
  await untilReady(running);
  const here = readingHere(dictionaries);
  const good = large(2);
  const spoilt = [good.length - 1, good.length >> 1, 5, 0].map((place) => {
    const bytes = Uint8Array.from(good);
    bytes[place] = (bytes[place] ?? 0) ^ 0x5a;
    return bytes;
  });
  const payloads = [good, ...spoilt, good.subarray(0, 2_000), large(3), new Uint8Array(2_000)];
  const order: number[] = [];
  const answers = await Promise.all(
    payloads.map(async (payload, index) => {
      const outcome = await outcomeOf(running.thread, payload);
      if (payload.length > 1_500) order.push(index);
      return outcome;
    }),
  );
  for (const [index, payload] of payloads.entries()) t.strictSame(answers[index], await outcomeOf(here, payload));
  t.ok(answers.includes('batch-malformed'));
  t.strictSame(
    order,
    [...order].sort((left, right) => left - right),
  );
});

t.test('[S6] the memory of a packet stays with it: others may be in the same', async (t) => {
  const running = started(t);
  await untilReady(running);
  const [first, second] = [large(4), large(5)];
  const packet = Buffer.concat([first, second]);
  const parts = [packet.subarray(0, first.length), packet.subarray(first.length)];
  const read = await Promise.all(parts.map((part) => running.thread.read(part)));
  t.strictSame(
    read.map(({ batch }) => batch.header.from),
    [4, 5],
  );
  t.equal(packet.length, first.length + second.length);
});

t.test('[S6] a thread that ends loses nothing: what it had is read here, and another one begins', async (t) => {
  const running = started(t);
  await untilReady(running);
  const marks = Array.from({ length: 60 }, (_, index) => 10 + index);
  const reading = Promise.all(marks.map((mark) => running.thread.read(large(mark))));
  await running.workers[0]?.terminate();
  const spoilt = large(6).fill(0x11, 200, 300);
  t.strictSame(
    (await reading).map(({ batch }) => batch.header.from),
    marks,
  );
  t.equal(await outcomeOf(running.thread, spoilt), await outcomeOf(readingHere(dictionaries), spoilt));
  t.match(running.told, [{ code: 'internal', detail: 'the thread that reads batches ended: from outside' }]);
  await running.thread.read(large(1));
  t.equal(running.workers.length, 1, 'not at once');
  running.clock.now += 1_000;
  await untilReady(running);
  t.equal(running.workers.length, 2);
  const last = running.thread.read(large(7));
  await running.thread.stop();
  t.equal((await last).batch.header.from, 7, 'what was asked for before the end is answered');
  t.equal((await running.thread.read(large(8))).batch.header.from, 8, 'and after it read here');
});

t.test('[S6] a thread that always dies is told each time, and is not begun again for each batch', async (t) => {
  const dying = "throw Object.assign(new TypeError('Ngono Marie'), { stack: '' })";
  const running = started(t, () => new Worker(dying, { eval: true }));
  const { thread, workers, told, clock } = running;
  const readOne = async () => t.equal((await thread.read(large(9))).batch.header.from, 9);
  const died = async (count: number) => {
    while (told.length < count) await new Promise(setImmediate);
  };
  for (const [index, pause] of [0, 1000, 2000, 4000].entries()) {
    clock.now += Math.max(0, pause - 1);
    if (pause > 0) await readOne();
    t.equal(workers.length, index, `not sooner than after ${pause} ms`);
    if (pause > 0) clock.now += 1;
    await readOne();
    t.equal(workers.length, index + 1, 'and then once');
    await died(index + 1);
    await readOne();
    t.equal(workers.length, index + 1);
  }
  t.ok(
    told.every(({ code, detail }) => code === 'internal' && /TypeError$/.test(detail)),
    'in no words of a record',
  );
  clock.now += 10_000_000;
  await readOne();
  await died(5);
  clock.now += 600_000;
  await readOne();
  await died(6);
  await thread.stop();
  t.equal(told.length, 6);
});

t.test('[S6] a thread that cannot even be begun is told, and the batch is read here', async (t) => {
  const { thread, told } = started(t, () => {
    throw new Error('no threads left');
  });
  t.equal((await thread.read(large(9))).batch.header.from, 9);
  t.equal((await thread.read(large(8))).batch.header.from, 8);
  t.match(told, [{ code: 'internal' }]);
  t.equal(told.length, 1);
});
