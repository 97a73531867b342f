import fc from 'fast-check';
import t from 'tap';
import { ByteReader, ByteWriter, equalBytes } from '../../protocol/bytes.js';
import { problemOf } from '../support/problem-of.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const safeIntegers = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 0x7f, 0x80, 0x3fff, 0x4000, 2 ** 32, Number.MAX_SAFE_INTEGER),
);

t.test('integers are unsigned LEB128, golden', async (t) => {
  const golden: readonly (readonly [number, string])[] = [
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [624_485, 'e58e26'],
    [2 ** 32, '8080808010'],
    [Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
  ];
  for (const [value, bytes] of golden) t.equal(hex(new ByteWriter().integer(value).finish()), bytes);
});

t.test('what is written is read again', async (t) => {
  fc.assert(
    fc.property(safeIntegers, fc.string({ unit: 'grapheme' }), fc.uint8Array(), fc.uint8Array(), (a, b, c, d) => {
      const reader = new ByteReader(new ByteWriter().integer(a).text(b).bytes(c).raw(d).finish());
      const same = reader.integer() === a && reader.text(10_000) === b && equalBytes(reader.bytes(10_000), c);
      return same && !reader.done === d.length > 0 && equalBytes(reader.rest(), d) && reader.done;
    }),
  );
  t.pass();
});

t.test('[W2] a text that starts with a byte order mark keeps it', async (t) => {
  const text = '\uFEFFauthor';
  t.equal(new ByteReader(new ByteWriter().text(text).finish()).text(64), text);
});

t.test('a writer grows over its first buffer', async (t) => {
  const writer = new ByteWriter();
  for (let count = 0; count < 1000; count += 1) writer.integer(300).raw(new Uint8Array(count % 7));
  t.equal(writer.finish().length, 1000 * 2 + Array.from({ length: 1000 }, (_, i) => i % 7).reduce((a, b) => a + b));
});

t.test('only unsigned safe integers can be written', async (t) => {
  for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    t.throws(() => new ByteWriter().integer(value), RangeError, String(value));
  }
});

t.test('[S6] integers that are cut off, too long or too large are malformed', async (t) => {
  for (const bytes of [
    '',
    '80',
    'ffffffffffffff',
    'ffffffffffffff10',
    'ffffffffffffff7f',
    '8080808080808080',
    'ff'.repeat(9),
  ]) {
    t.equal(
      problemOf(() => new ByteReader(Buffer.from(bytes, 'hex')).integer()),
      'batch-malformed',
      bytes,
    );
  }
});

t.test('[S6] a huge length is refused before anything is reserved', async (t) => {
  const huge = new ByteWriter().integer(Number.MAX_SAFE_INTEGER).finish();
  t.equal(
    problemOf(() => new ByteReader(huge).bytes(64)),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => new ByteReader(huge).bytes(Number.MAX_SAFE_INTEGER)),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => new ByteReader(Buffer.from('05616263', 'hex')).text(64)),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => new ByteReader(Buffer.from('0461626364', 'hex')).text(3)),
    'batch-malformed',
  );
});

t.test('[S6] text that is not UTF-8 is malformed', async (t) => {
  for (const bytes of ['01ff', '02c080', '03eda080']) {
    t.equal(
      problemOf(() => new ByteReader(Buffer.from(bytes, 'hex')).text(64)),
      'batch-malformed',
      bytes,
    );
  }
});

t.test('[S6] whatever the bytes are, a reader gives a value or a Problem, and never leaves them', async (t) => {
  const reads = fc.array(fc.constantFrom('integer', 'bytes', 'text', 'raw', 'rest'), { maxLength: 12 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), reads, (bytes, steps) => {
      const reader = new ByteReader(bytes);
      for (const step of steps) {
        const problem = problemOf(() =>
          step === 'rest'
            ? reader.rest()
            : step === 'integer'
              ? reader.integer()
              : reader[step as 'raw' | 'bytes' | 'text'](7),
        );
        if (problem !== '') return problem === 'batch-malformed';
      }
      return true;
    }),
  );
  t.pass();
});

t.test('bytes are equal by length and content', async (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.uint8Array(),
      (left, right) => equalBytes(left, right) === (hex(left) === hex(right)),
    ),
  );
  t.notOk(equalBytes(Buffer.from('ab'), Buffer.from('abc')));
  t.ok(equalBytes(new Uint8Array(), new Uint8Array()));
});
