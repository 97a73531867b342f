import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { type Dictionaries, decodeBatch, encodeBatch } from '../../protocol/batch.js';
import { ByteReader, ByteWriter } from '../../protocol/bytes.js';
import type { Change } from '../../protocol/change.js';
import { limits } from '../../protocol/limits.js';
import { ArithmeticEncoder, type BinaryCoder } from '../../protocol/model/arithmetic-coder.js';
import { ChangeWalk } from '../../protocol/model/changes.js';
import { Decisions } from '../../protocol/model/decisions.js';
import { type JsonNode, modelledDepthMax } from '../../protocol/model/json-tree.js';
import { Memory, Tables } from '../../protocol/model/memory.js';
import { noSymbol } from '../../protocol/model/symbols.js';
import { Uuids } from '../../protocol/model/uuids.js';
import { Values } from '../../protocol/model/values.js';
import { generatePopulation } from '../../provisioning/demo/population/population.js';
import { Random } from '../../provisioning/demo/population/random.js';
import { problemOf } from '../support/problem-of.js';
import { goldenChange, goldenScope, headerOf } from '../support/protocol-arbitraries.js';
import { changesOfGroups } from '../support/visit-changes.js';

const book = readFileSync(new URL('../../protocol/dictionary/64.bin', import.meta.url));
const dictionaries: Dictionaries = new Map<number, Uint8Array>([
  [64, book],
  [65, Buffer.of()],
]);
const decode = (bytes: Uint8Array) => problemOf(() => decodeBatch(bytes, dictionaries));
const site = { code: '7KD', region: 'Ouest' };
const histories = [...generatePopulation({ seed: 'hostile', patients: 3, site, startMilliseconds: 1_760_000_000_000 })];
const visits = changesOfGroups(histories.flatMap(({ groups }) => groups)).slice(0, 40);
const header = { ...headerOf(goldenScope, visits), dictionary: 64 };
const honest = encodeBatch(header, visits, dictionaries);
const headerBytes = 77;

const noBounds = { decisionsMax: Number.POSITIVE_INFINITY, charactersMax: Number.POSITIVE_INFINITY };
/** A model that has read some visits. */
const taught = teach(visits.slice(0, 30));
const record = recordWalk();

function teach(run: readonly Change[]): { readonly memory: Memory; readonly tables: Tables } {
  const memory = new Memory();
  const tables = new Tables();
  const decisions = new Decisions(memory.decisions, { decoding: false, code: (_, bit) => bit }, noBounds);
  const walk = new ChangeWalk(memory, undefined, tables, decisions, {});
  for (const change of run) walk.code(goldenScope.site, change);
  tables.keep();
  return { memory, tables };
}

/** A batch of dictionary 65, which teaches nothing, with any body. */
function batchWith(body: Uint8Array, count: number): Uint8Array {
  const run = Array.from({ length: count }, () => goldenChange);
  const head = encodeBatch({ ...headerOf(goldenScope, run), dictionary: 65 }, run, dictionaries).subarray(
    0,
    headerBytes,
  );
  return Buffer.concat([head, body]);
}

t.test('[S18] a batch cut off at any byte is refused', async (t) => {
  for (let length = 0; length < honest.length - 4; length += 1) {
    if (!/^batch-/.test(decode(honest.subarray(0, length)))) t.fail(`cut at ${length}`);
  }
  t.equal(decode(honest), '');
});

t.test('[S18] changed, lost and added bytes give a Problem of the list or the same changes', async (t) => {
  const random = new Random('mutations');
  const outcomes = new Map<string, number>();
  for (let round = 0; round < 1500; round += 1) {
    const altered = mutate(random, honest);
    const outcome = problemOf(() => {
      const { changes, header: came } = decodeBatch(altered, dictionaries);
      if (print(changes) !== print(visits) || Buffer.compare(came.chainAfter, header.chainAfter) !== 0) {
        throw new Error(`round ${round}: something else was taken for proven`);
      }
    });
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  t.strictSame(
    [...outcomes.keys()].filter((code) => !/^(batch-|version-|dictionary-|$)/.test(code)),
    [],
  );
  t.ok((outcomes.get('batch-malformed') ?? 0) > 20 && (outcomes.get('batch-hash-mismatch') ?? 0) > 20);
});

t.test('[S18] random bytes are refused with a Problem, with either dictionary', async (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 600 }),
      fc.integer({ min: 1, max: 300 }),
      fc.boolean(),
      (bytes, count, side) => {
        const body = side
          ? new ByteWriter()
              .bytes(bytes.subarray(0, bytes.length >> 1))
              .raw(bytes)
              .finish()
          : bytes;
        const learnt = Buffer.concat([honest.subarray(0, headerBytes), body]);
        return /^batch-/.test(decode(batchWith(body, count))) && /^batch-/.test(decode(learnt));
      },
    ),
    { numRuns: 600 },
  );
  t.pass();
});

t.test('[S18] whatever is decided, one walk gives a change or a Problem', async (t) => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 1500; seed += 1) outcomes.add(problemOf(() => decide(seed)));
  t.ok(outcomes.has('') && outcomes.has('batch-malformed'));
  t.strictSame(
    [...outcomes].filter((code) => code !== '' && code !== 'batch-malformed'),
    [],
  );
});

t.test('[S18] a few bytes that repeat much are refused at the limit, in bounded time', async (t) => {
  const item = JSON.stringify('x'.repeat(390));
  const body = Buffer.from(`{"a":[${Array.from({ length: 5000 }, () => item).join()}]}`);
  const run = Array.from({ length: 10 }, () => ({ ...goldenChange, body }));
  const bomb = batchWith(encodeUnbounded(run), run.length);
  t.ok(bomb.length < 40_000, `${bomb.length}`);
  const before = process.memoryUsage().rss;
  const start = Date.now();
  t.throws(() => decodeBatch(bomb, dictionaries), { code: 'batch-malformed', detail: 'grows too large' });
  t.ok(Date.now() - start < 10_000);
  t.ok(process.memoryUsage().rss - before < 12 * limits.batchInflatedBytesMax);
});

t.test('[S18] a body over its limit is refused', async (t) => {
  const item = JSON.stringify('x'.repeat(390));
  const body = Buffer.from(`{"a":[${Array.from({ length: 5500 }, () => item).join()}]}`);
  t.ok(body.length > limits.bodyBytesMax);
  const run = [{ ...goldenChange, body }];
  t.throws(() => decodeBatch(batchWith(encodeUnbounded(run), 1), dictionaries), {
    code: 'batch-malformed',
    detail: 'body',
  });
});

t.test('[S18] more decisions than the limit are refused', async (t) => {
  // Long words of noise, carried by a batch that its sender should have deflated.
  const random = new Random('noise');
  const noise = Array.from({ length: 60_000 }, () => String.fromCharCode(0x61 + random.integer(0, 25))).join('');
  const run = Array.from({ length: 12 }, () => ({
    ...goldenChange,
    body: Buffer.from(`{"a":"${[...noise].sort(() => random.fraction() - 0.5).join('')}"}`),
  }));
  const start = Date.now();
  t.throws(() => decodeBatch(batchWith(encodeUnbounded(run), run.length), dictionaries), {
    ...{ code: 'batch-malformed', detail: 'too many decisions' },
  });
  t.ok(Date.now() - start < 20_000);
});

t.test('[S18] containers within containers are bounded, at both ends alike', async (t) => {
  const values = (depth: number) => {
    const memory = new Memory();
    const tables = new Tables();
    const decisions = new Decisions(memory.decisions, new ArithmeticEncoder(), noBounds);
    const uuids = new Uuids(decisions, { writer: new ByteWriter() }, tables.uuids);
    let node: JsonNode = { kind: 'array', start: 0, end: 2, items: [] };
    for (let count = 1; count < depth; count += 1) node = { kind: 'array', start: 0, end: 2, items: [node] };
    const name = { type: noSymbol, id: noSymbol };
    return new Values(memory, undefined, tables, decisions, uuids, { text: '' }).body('[]', node, name);
  };
  t.equal(values(modelledDepthMax), '['.repeat(modelledDepthMax) + ']'.repeat(modelledDepthMax));
  t.throws(() => values(modelledDepthMax + 1), { code: 'batch-malformed', detail: 'nested too deeply' });
});

t.test('[S18] lengths that lie are refused', async (t) => {
  const side = (length: number, rest = 20) => new ByteWriter().integer(length).raw(new Uint8Array(rest)).finish();
  for (const length of [21, 2 ** 31, 2 ** 52]) t.equal(decode(batchWith(side(length), 1)), 'batch-malformed');
  t.equal(decode(Buffer.concat([honest, new Uint8Array(8)])), 'batch-malformed', 'bytes behind the last decision');
});

/** Decodes honest decisions up to some place, and from there what a seed decides, near to the model or far from it. */
function decide(seed: number): void {
  const random = new Random(`decisions ${seed}`);
  const wildness = random.pick([0.2, 0.02, 0.002, 0]);
  const honestUntil = random.integer(0, record.bits.length * 1.1);
  let index = 0;
  walk({
    decoding: true,
    code(probability) {
      const bit = index < honestUntil ? record.bits[index] : undefined;
      index += 1;
      return bit ?? Number(random.chance(random.chance(wildness) ? 0.5 : probability / 4096));
    },
  });
}

/** Three visits' changes as decisions and side bytes. */
function recordWalk(): { readonly bits: readonly number[]; readonly side: Uint8Array } {
  const bits: number[] = [];
  const writer = new ByteWriter();
  const coder = { decoding: false, code: (_: number, bit: number) => bits[bits.push(bit) - 1] ?? 0 };
  walk(coder, writer);
  return { bits, side: writer.finish() };
}

function walk(coder: BinaryCoder, writer?: ByteWriter): void {
  const memory = new Memory();
  memory.copyFrom(taught.memory);
  taught.tables.forget();
  const decisions = new Decisions(memory.decisions, coder, { decisionsMax: 20_000, charactersMax: 200_000 });
  const side = writer === undefined ? { reader: new ByteReader(record.side) } : { writer };
  const changes = new ChangeWalk(memory, taught.memory, taught.tables, decisions, side);
  for (const change of visits.slice(30, 36)) changes.code(goldenScope.site, coder.decoding ? undefined : change);
}

/** What a sender without limits would write. */
function encodeUnbounded(run: readonly Change[]): Uint8Array {
  const memory = new Memory();
  const coder = new ArithmeticEncoder();
  const writer = new ByteWriter();
  const decisions = new Decisions(memory.decisions, coder, noBounds);
  const walk = new ChangeWalk(memory, undefined, new Tables(), decisions, { writer });
  for (const change of run) walk.code(goldenScope.site, change);
  return new ByteWriter().bytes(writer.finish()).raw(coder.finish()).finish();
}

function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  const altered = Buffer.from(bytes);
  const at = random.integer(0, bytes.length - 1);
  switch (random.integer(0, 3)) {
    case 0:
      altered[at] = (altered[at] ?? 0) ^ (1 << random.integer(0, 7));
      return altered;
    case 1:
      return Buffer.concat([altered.subarray(0, at), altered.subarray(at + random.integer(1, 40))]);
    case 2:
      return Buffer.concat([altered.subarray(0, at), random.bytes(random.integer(1, 40)), altered.subarray(at)]);
    default:
      for (let count = random.integer(1, 20); count > 0; count -= 1) {
        altered[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
      }
      return altered;
  }
}

/** All that the chain covers; where a group ends is framing. */
function print(run: readonly Change[]): string {
  return JSON.stringify(
    run.map((change) => ({ ...change, groupEnd: false, body: Buffer.from(change.body).toString('hex') })),
  );
}
