import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { type Dictionaries, decodeBatch, encodeBatch } from '../../protocol/batch.js';
import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import { parseResourceType } from '../../protocol/ids.js';
import { problemOf } from '../support/problem-of.js';
import { changes, goldenChange, goldenScope, headerOf, scopes } from '../support/protocol-arbitraries.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const noDictionaries: Dictionaries = new Map();
const runs = fc.array(changes, { minLength: 1, maxLength: 12 });

const goldenHeaderBytes =
  'c7010103374b4401020100' +
  'ce8e3c6bf08e0932a9298a94d0f43821402faadf2ff3fbc28a165b595c5ca7fb' +
  '6664d5659d1bbf8e796d75d0434038d5926d5d461e649537bf7403a63fb9b1c0' +
  '0001';
const goldenItemBytes =
  '020193a5c012347abc89ab0123456789ab80d8d79daa3303010193a5bfffff7fffbfffffffffffffff' +
  `0f${Buffer.from('Practitioner/p1').toString('hex')}07${Buffer.from('Patient').toString('hex')}` +
  `24${Buffer.from('0193a5c0-0000-7000-8000-000000000001').toString('hex')}` +
  `23${Buffer.from('{"id":"x","resourceType":"Patient"}').toString('hex')}`;
/** The same batch as version 0.1.0 wrote it; it must be readable for ever. */
const goldenBatchBytes = [
  goldenHeaderBytes,
  '63629cbcf4809049d59eced58ccaaee99dab1b6e5c9fbbca98999171f2d2fdffffd7ff071260c01f5094985c92599299',
  '9f975aa45f60c81e905892999a57a2626068699c689a6ca06b606060a06b0e222c40840102182a572b65a62859295528',
  'e92815a516e7971625a7865416a42a5929418d51aa0500',
].join('');

t.test('[S5] the wire form of a batch is golden', async (t) => {
  const header = headerOf(goldenScope, [goldenChange]);
  const bytes = encodeBatch(header, [goldenChange], noDictionaries);
  const headerLength = goldenHeaderBytes.length / 2;
  t.equal(hex(bytes.subarray(0, headerLength)), goldenHeaderBytes);
  t.equal(hex(inflateRawSync(bytes.subarray(headerLength))), goldenItemBytes);
  const decoded = decodeBatch(Buffer.from(goldenBatchBytes, 'hex'), noDictionaries);
  t.strictSame(plain(decoded.changes), plain([goldenChange]));
  t.strictSame({ ...decoded.header }, { ...header }, 'also with the deflate of another version of zlib');
});

t.test('[S5][W2] what is sent arrives byte for byte, with the chain at every change', async (t) => {
  fc.assert(
    fc.property(scopes, runs, (scope, run) => {
      const header = headerOf(scope, run);
      const batch = decodeBatch(encodeBatch(header, run, noDictionaries), noDictionaries);
      const chains = run.map((_, index) => run.slice(0, index + 1).reduce(nextChain, chainStart(scope)));
      return same(batch.changes, run) && batch.chains.map(hex).join() === chains.map(hex).join();
    }),
    { numRuns: 60 },
  );
  t.pass();
});

t.test('[S5] a log cut into batches at any place gives the same changes and the same chain', async (t) => {
  const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(scopes, runs, cuts, (scope, run, sizes) => {
      let chain = chainStart(scope);
      const arrived: Change[] = [];
      for (let start = 0, piece = 0; start < run.length; piece += 1) {
        const part = run.slice(start, start + (sizes[piece % sizes.length] ?? 1));
        const header = headerOf(scope, part, start + 1, chain);
        const batch = decodeBatch(encodeBatch(header, part, noDictionaries), noDictionaries);
        chain = batch.header.chainAfter;
        arrived.push(...batch.changes);
        start += part.length;
      }
      return hex(chain) === hex(run.reduce(nextChain, chainStart(scope))) && same(arrived, run);
    }),
    { numRuns: 60 },
  );
  t.pass();
});

t.test('[S8] the end of a group is carried', async (t) => {
  const run = [false, true, false].map((groupEnd) => ({ ...goldenChange, groupEnd }));
  const batch = decodeBatch(encodeBatch(headerOf(goldenScope, run), run, noDictionaries), noDictionaries);
  t.strictSame(
    batch.changes.map((change) => change.groupEnd),
    [false, true, false],
  );
});

t.test('[S11] a dictionary makes a batch smaller and is named in it; an unknown one is told', async (t) => {
  const dictionary = Buffer.from('{"id":"x","resourceType":"Patient"}Practitioner/p1');
  const dictionaries: Dictionaries = new Map([[7, dictionary]]);
  const header = { ...headerOf(goldenScope, [goldenChange]), dictionary: 7 };
  const bytes = encodeBatch(header, [goldenChange], dictionaries);
  const plainBytes = encodeBatch({ ...header, dictionary: 0 }, [goldenChange], noDictionaries);
  t.ok(bytes.length < plainBytes.length - 20);
  t.strictSame(plain(decodeBatch(bytes, dictionaries).changes), plain([goldenChange]));
  t.equal(
    problemOf(() => decodeBatch(bytes, noDictionaries)),
    'dictionary-unknown',
  );
  t.equal(
    problemOf(() => encodeBatch(header, [goldenChange], noDictionaries)),
    'dictionary-unknown',
  );
  const other: Dictionaries = new Map([[7, Buffer.from(dictionary).fill(0x20)]]);
  t.match(
    problemOf(() => decodeBatch(bytes, other)),
    /^batch-/,
    'another dictionary under the same id is found',
  );
});

t.test('[P2] a type that nobody knows, with any body, is carried unchanged', async (t) => {
  const change = { ...goldenChange, type: parseResourceType('KindOfTheFuture'), body: Buffer.from([0, 255, 10, 13]) };
  const batch = decodeBatch(encodeBatch(headerOf(goldenScope, [change]), [change], noDictionaries), noDictionaries);
  t.ok(same(batch.changes, [change]));
});

t.test('[P3] a batch names the schema version of its writer, and any is accepted here', async (t) => {
  for (const schema of [0, 1, 2, 99]) {
    const header = { ...headerOf(goldenScope, [goldenChange]), schema };
    t.equal(decodeBatch(encodeBatch(header, [goldenChange], noDictionaries), noDictionaries).header.schema, schema);
  }
});

t.test('[W3] a deletion is a change without a body, and nothing else is', async (t) => {
  for (const bad of [
    { ...goldenChange, body: new Uint8Array() },
    { ...goldenChange, method: 'delete' as const },
  ]) {
    const bytes = encodeBatch(headerOf(goldenScope, [bad]), [bad], noDictionaries);
    t.equal(
      problemOf(() => decodeBatch(bytes, noDictionaries)),
      'batch-malformed',
      bad.method,
    );
  }
});

function plain(run: readonly Change[]): unknown {
  return run.map((change) => ({ ...change, body: hex(change.body) }));
}

function same(left: readonly Change[], right: readonly Change[]): boolean {
  return JSON.stringify(plain(left)) === JSON.stringify(plain(right));
}
