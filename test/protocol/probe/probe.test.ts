import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { countDistance, openProbe, type Probe, probeBytes, sealProbe, tagOf } from '../../../protocol/probe/probe.js';
import { deriveProbeKey } from '../../../protocol/probe/probe-key.js';

const words = fc.nat({ max: 0xffff_ffff });
const probes = fc.record({ tag: words, sequence: words, count: words, milliseconds: fc.nat({ max: 0xff_ffff }) });
const kinds = fc.constantFrom('request' as const, 'answer' as const);
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const key = new Uint8Array(32).fill(7);
const probe: Probe = { tag: 0x01020304, sequence: 5, count: 6, milliseconds: 0x070809 };

t.test('[L10][L11] a probe is golden on the wire, and 24 bytes whatever it says', async (t) => {
  const said = Buffer.from('11010203040000000500000006070809', 'hex');
  const code = createHmac('sha256', key).update(said).digest('hex').slice(0, 16);
  t.equal(Buffer.from(sealProbe('request', key, probe)).toString('hex'), `${said.toString('hex')}${code}`);
  t.equal(sealProbe('answer', key, probe)[0], 0x12);
  fc.assert(
    fc.property(kinds, keys, probes, (kind, anyKey, any) => {
      const bytes = sealProbe(kind, anyKey, any);
      t.equal(bytes.length, probeBytes);
      t.equal(tagOf(kind, bytes), any.tag);
      t.same(openProbe(kind, anyKey, bytes), any);
    }),
  );
});

t.test('[L10] the time is cut to its low bits', async (t) => {
  const bytes = sealProbe('request', key, { ...probe, milliseconds: 2 ** 24 * 3 + 1234.9 });
  t.equal(openProbe('request', key, bytes)?.milliseconds, 1234);
});

t.test('[L11] whatever bit is changed, whatever the key or the kind: it is not opened', async (t) => {
  const bytes = sealProbe('request', key, probe);
  for (let bit = 0; bit < probeBytes * 8; bit += 1) {
    const changed = Uint8Array.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    t.equal(openProbe('request', key, changed), undefined, `bit ${bit}`);
  }
  t.equal(openProbe('answer', key, bytes), undefined);
  t.equal(openProbe('request', new Uint8Array(32), bytes), undefined);
});

t.test('[L11] no bytes make the decoder throw, and none of them open', async (t) => {
  fc.assert(
    fc.property(kinds, fc.uint8Array({ maxLength: 64 }), (kind, bytes) => openProbe(kind, key, bytes) === undefined),
    { numRuns: 2_000 },
  );
  // Also where the bytes are a part of a larger buffer, as those of a socket are.
  const within = Buffer.concat([randomBytes(5), sealProbe('request', key, probe), randomBytes(5)]).subarray(5, 29);
  t.same(openProbe('request', key, within), probe);
});

t.test('[L12] key and tag come of the session key alone, and differ with it', async (t) => {
  const first = deriveProbeKey(new Uint8Array(32));
  t.same(first, deriveProbeKey(new Uint8Array(32)));
  t.equal(first.key.length, 32);
  t.not(first.tag, deriveProbeKey(key).tag);
  t.notSame(first.key, deriveProbeKey(key).key);
  t.notSame(first.key, new Uint8Array(32), 'nothing of the session key shows');
});

t.test('[L15] counts are compared across their wrap', async (t) => {
  t.equal(countDistance(5, 3), 2);
  t.equal(countDistance(3, 5), -2);
  t.equal(countDistance(1, 0xffff_ffff), 2);
});
