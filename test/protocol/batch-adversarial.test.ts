import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { type BatchHeader, decodeBatch, encodeBatch } from '../../protocol/batch.js';
import { ByteWriter } from '../../protocol/bytes.js';
import type { Change } from '../../protocol/change.js';
import { limits } from '../../protocol/limits.js';
import { problemOf } from '../support/problem-of.js';
import { changes, goldenChange, goldenScope, headerOf, scopes } from '../support/protocol-arbitraries.js';

const dictionaries = new Map<number, Uint8Array>();
const good = headerOf(goldenScope, [goldenChange]);

/** A header as bytes, also one that no encoder would write. */
function headBytes(header: BatchHeader, count: number): ByteWriter {
  return new ByteWriter()
    .integer(0xc7)
    .integer(header.protocol)
    .text(header.origin)
    .integer(header.epoch)
    .integer(header.lane)
    .integer(header.from)
    .integer(count - 1)
    .raw(header.chainBefore)
    .raw(header.chainAfter)
    .integer(header.dictionary)
    .integer(header.schema);
}

const decode = (bytes: Uint8Array) => problemOf(() => decodeBatch(bytes, dictionaries));
const withItems = (items: Uint8Array, count = 1) => decode(headBytes(good, count).raw(deflateRawSync(items)).finish());

t.test('[S6] random bytes are refused with a Problem, never with another error', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const items = problemOf(() => decodeBatch(headBytes(good, 2).raw(deflateRawSync(bytes)).finish(), dictionaries));
      return /^(batch-|version-|dictionary-)/.test(decode(bytes)) && items === 'batch-malformed';
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

t.test('[S6] one changed, lost or added byte anywhere is refused, or changes nothing that is carried', async (t) => {
  const runs = fc.array(changes, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(scopes, runs, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(2), (scope, run, at, bits, how) => {
      const bytes = encodeBatch(headerOf(scope, run), run, dictionaries);
      const place = at % bytes.length;
      const start = bytes.subarray(0, place);
      const changed = Buffer.from([(bytes[place] ?? 0) ^ bits]);
      const rest = bytes.subarray(how === 2 ? place : place + 1);
      const altered = Buffer.concat([start, how === 0 ? changed : how === 1 ? Buffer.of() : Buffer.of(bits), rest]);
      try {
        const { changes: decoded, header } = decodeBatch(altered, dictionaries);
        return (
          print(decoded) === print(run) && Buffer.compare(header.chainAfter, headerOf(scope, run).chainAfter) === 0
        );
      } catch (error) {
        return (
          problemOf(() => {
            throw error;
          }) !== ''
        );
      }
    }),
    { numRuns: 1500 },
  );
  t.pass();
});

t.test('[S6] a batch cut off at any byte is refused', async (t) => {
  const bytes = encodeBatch(good, [goldenChange], dictionaries);
  for (let length = 0; length < bytes.length; length += 1) {
    if (decode(bytes.subarray(0, length)) !== 'batch-malformed') t.fail(`cut at ${length}`);
  }
  t.equal(decode(bytes), '');
});

t.test('[S6] a changed chain is found at either end', async (t) => {
  const flip = (chain: Uint8Array) => Uint8Array.from(chain, (byte, index) => (index === 31 ? byte ^ 1 : byte));
  const before = encodeBatch({ ...good, chainBefore: flip(good.chainBefore) }, [goldenChange], dictionaries);
  const after = encodeBatch({ ...good, chainAfter: flip(good.chainAfter) }, [goldenChange], dictionaries);
  t.equal(decode(before), 'batch-hash-mismatch');
  t.equal(decode(after), 'batch-hash-mismatch');
});

t.test('[S6] more or fewer changes than announced are refused', async (t) => {
  const run = [goldenChange, goldenChange];
  const header = headerOf(goldenScope, run);
  t.equal(decode(encodeBatch({ ...header, to: 1 }, run, dictionaries)), 'batch-malformed');
  t.equal(decode(encodeBatch({ ...header, to: 3 }, run, dictionaries)), 'batch-malformed');
});

t.test('[S6] sequence numbers out of bounds are refused before anything is inflated', async (t) => {
  const from = (value: number) => decode(headBytes({ ...good, from: value }, 1).finish());
  t.equal(from(0), 'batch-malformed');
  const huge = headBytes(good, limits.batchChangesMax + limits.bundleEntriesMax + 1).finish();
  t.equal(decode(huge), 'batch-malformed');
  t.equal(decode(headBytes(good, Number.MAX_SAFE_INTEGER).finish()), 'batch-malformed');
});

t.test('[S6] sequence numbers beyond what a number holds exactly do not make the decoder count for ever', async (t) => {
  const tiny: Change = { ...goldenChange, method: 'delete', body: new Uint8Array(), predecessors: [], author: '' };
  const items = encodeBatch(headerOf(goldenScope, [tiny]), [tiny], dictionaries);
  const bytes = headBytes({ ...good, from: Number.MAX_SAFE_INTEGER }, 3)
    .raw(items)
    .finish();
  t.throws(() => decodeBatch(bytes, dictionaries), { code: 'batch-malformed', detail: 'sequence out of bounds' });
});

t.test('[S6] a deflate bomb is refused at the limit', async (t) => {
  const bomb = deflateRawSync(Buffer.alloc(limits.batchInflatedBytesMax + 1), { level: 9 });
  t.ok(bomb.length < 20_000);
  const before = process.memoryUsage().rss;
  t.equal(decode(headBytes(good, 1).raw(bomb).finish()), 'batch-malformed');
  t.ok(process.memoryUsage().rss - before < 8 * limits.batchInflatedBytesMax);
});

t.test('[S6] lengths and counts inside a change are bounded', async (t) => {
  const id = new Uint8Array(16).fill(0x77);
  const head = () => new ByteWriter().integer(0).raw(Buffer.from('0193a5c012347abc89ab0123456789ab', 'hex'));
  t.equal(
    withItems(
      head()
        .integer(1)
        .integer(0)
        .integer(2 ** 40)
        .finish(),
    ),
    'batch-malformed',
    'predecessors',
  );
  t.equal(
    withItems(
      head()
        .integer(1)
        .integer(0)
        .integer(17)
        .raw(new Uint8Array(17 * 16))
        .finish(),
    ),
    'batch-malformed',
  );
  const named = () => head().integer(1).integer(0).integer(0).text('a').text('Patient').text('x');
  t.equal(
    withItems(
      named()
        .integer(2 ** 50)
        .finish(),
    ),
    'batch-malformed',
    'body',
  );
  t.equal(
    withItems(
      named()
        .integer(limits.bodyBytesMax + 1)
        .raw(new Uint8Array(9))
        .finish(),
    ),
    'batch-malformed',
  );
  t.equal(withItems(new ByteWriter().integer(0).raw(id).finish()), 'batch-malformed', 'an id that is no UUIDv7');
});

t.test('[S6] flags that this version does not know are refused, for they may change what follows', async (t) => {
  for (const flags of [8, 16, 2 ** 31, 2 ** 32, 2 ** 40]) {
    const items = new ByteWriter().integer(flags).raw(Buffer.from('0193a5c012347abc89ab0123456789ab', 'hex'));
    const rest = items.integer(1).integer(0).integer(0).text('a').text('Patient').text('x').bytes(Buffer.from('{}'));
    t.equal(withItems(rest.finish()), 'batch-malformed', String(flags));
  }
});

t.test('[T1] a stamp outside the clock, which no date could show, is malformed', async (t) => {
  for (const stamp of [
    { milliseconds: 1, counter: limits.stampCounterMax + 1 },
    { milliseconds: limits.stampMillisecondsMax + 1, counter: 0 },
  ]) {
    const change = { ...goldenChange, stamp };
    t.equal(decode(encodeBatch(headerOf(goldenScope, [change]), [change], dictionaries)), 'batch-malformed');
  }
});

t.test('[P3] a batch of a newer protocol is told apart from a broken one', async (t) => {
  t.equal(decode(headBytes({ ...good, protocol: 2 }, 1).finish()), 'version-unsupported');
});

t.test('[S12] an origin that cannot be a site code is malformed', async (t) => {
  const forged = { ...good, origin: '7k/' as typeof good.origin };
  t.equal(decode(encodeBatch(forged, [goldenChange], dictionaries)), 'batch-malformed');
});

/** All that the chain covers; where a group ends is framing. */
function print(run: readonly Change[]): string {
  return JSON.stringify(
    run.map((change) => ({ ...change, groupEnd: false, body: Buffer.from(change.body).toString('hex') })),
  );
}
