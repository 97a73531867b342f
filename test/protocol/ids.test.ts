import fc from 'fast-check';
import t from 'tap';
import {
  createSystemUuidGenerator,
  createUuidGenerator,
  hubCode,
  parseChangeId,
  parseLinkName,
  parseResourceId,
  parseResourceType,
  parseSiteCode,
} from '../../protocol/ids.js';
import { problemOf } from '../support/problem-of.js';

const zeros = (length: number) => new Uint8Array(length);

t.test('[W2] a change id is a UUIDv7 with the bits of RFC 9562 §5.7', async (t) => {
  const make = createUuidGenerator({ now: () => 0x0193a5c01234, randomBytes: (length) => zeros(length).fill(0xff) });
  t.equal(make(), '0193a5c0-1234-77ff-bfff-ffffffffffff');
  const example = createUuidGenerator({ now: () => 0x017f22e279b0, randomBytes: () => zeros(10) })();
  t.match(example, /^017f22e2-79b0-7000-8000-0{12}$/);
  t.equal(parseChangeId(example), example);
});

t.test('[W2] ids of one generator only ever grow, whatever the clock does', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 43 }), { minLength: 2, maxLength: 40 }),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      (times, random) => {
        let index = 0;
        const make = createUuidGenerator({ now: () => times[index++ % times.length] ?? 0, randomBytes: () => random });
        let last = '';
        for (let count = 0; count < times.length; count += 1) {
          const id: string = parseChangeId(make());
          if (id <= last) return false;
          last = id;
        }
        return true;
      },
    ),
  );
  t.pass();
});

t.test('[W2] 10,000 ids within one millisecond, with the worst randomness, grow and differ', async (t) => {
  const make = createUuidGenerator({ now: () => 1000, randomBytes: (length) => zeros(length).fill(0xff) });
  const ids = Array.from({ length: 10_000 }, make);
  t.same(ids, [...new Set(ids)].sort());
});

t.test('[S19] ids made shortly after one another share their random part; it is drawn anew before long', async (t) => {
  let now = 1_000_000;
  let drawn = 0;
  const make = createUuidGenerator({ now: () => now, randomBytes: (length) => zeros(length).fill(++drawn) });
  const tail = () => make().slice(19);
  const first = tail();
  now += 9_999;
  t.equal(tail(), first);
  now += 2;
  t.not(tail(), first, 'after ten seconds');
  const second = tail();
  now -= 60_000;
  t.not(tail(), second, 'when the clock goes back');
  const tails = new Set(Array.from({ length: 4097 }, tail));
  t.equal(tails.size, 2, 'after 4096 ids');
});

t.test('the system generator makes well-formed ids of now', async (t) => {
  const before = Date.now();
  const id = parseChangeId(createSystemUuidGenerator()());
  const milliseconds = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
  t.ok(milliseconds >= before && milliseconds <= Date.now());
});

t.test('[S12] identifiers that could leave their place in a topic or a client id are refused', async (t) => {
  const bad = ['', 'ab', '7kd', '7KI', '7KL', '7KO', '7KU', '7KDD', '7K/', '7K+', '7K#', '7KD\n', ' 7KD', '7K\u0000'];
  for (const text of bad)
    t.equal(
      problemOf(() => parseSiteCode(text)),
      'identifier-malformed',
      JSON.stringify(text),
    );
  for (const text of ['', 'Fibre', 'a/b', '+', '#', 'a@b', 'a'.repeat(17), 'fibre\n']) {
    t.equal(
      problemOf(() => parseLinkName(text)),
      'identifier-malformed',
      JSON.stringify(text),
    );
  }
  t.equal(parseSiteCode('7KD'), '7KD');
  t.equal(parseSiteCode('000'), hubCode);
  t.equal(parseLinkName('starlink-2'), 'starlink-2');
});

t.test('[W2] any FHIR id is a resource id; nothing else is', async (t) => {
  for (const text of ['a', 'A-1.b', '0193a5c0-1234-7abc-89ab-0123456789ab', 'x'.repeat(64)]) {
    t.equal(parseResourceId(text), text);
  }
  for (const text of ['', 'x'.repeat(65), 'a_b', 'a/b', 'é', 'a\n', '../x']) {
    t.equal(
      problemOf(() => parseResourceId(text)),
      'identifier-malformed',
      JSON.stringify(text),
    );
  }
});

t.test('[P2] an unknown resource type keeps its name; what cannot be one is refused', async (t) => {
  for (const text of ['Patient', 'TypeOfTheFuture', 'X']) t.equal(parseResourceType(text), text);
  for (const text of ['', 'patient', 'Pat ient', 'P1', `P${'a'.repeat(64)}`, 'Patient\n']) {
    t.equal(
      problemOf(() => parseResourceType(text)),
      'identifier-malformed',
      JSON.stringify(text),
    );
  }
});

t.test('[W2] a change id of another UUID version, variant or case is refused', async (t) => {
  for (const text of [
    '0193a5c0-1234-4abc-89ab-0123456789ab',
    '0193a5c0-1234-7abc-c9ab-0123456789ab',
    '0193A5C0-1234-7ABC-89AB-0123456789AB',
    '0193a5c012347abc89ab0123456789ab',
    '',
  ]) {
    t.equal(
      problemOf(() => parseChangeId(text)),
      'identifier-malformed',
      text,
    );
  }
});
