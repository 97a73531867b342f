import fc from 'fast-check';
import t from 'tap';
import { ByteWriter } from '../../../protocol/bytes.js';
import { chainStart } from '../../../protocol/change.js';
import { type ControlMessage, decodeControl, encodeControl } from '../../../protocol/control/control.js';
import type { LaneDurability } from '../../../protocol/control/durability.js';
import type { Hello } from '../../../protocol/control/hello.js';
import type { Receipt } from '../../../protocol/control/receipt.js';
import type { Welcome } from '../../../protocol/control/welcome.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { limits } from '../../../protocol/limits.js';
import { messages } from '../../support/control-arbitraries.js';
import { problemOf } from '../../support/problem-of.js';
import { goldenScope } from '../../support/protocol-arbitraries.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const plain = (message: ControlMessage) =>
  JSON.stringify(message, (_, value: unknown) => (value instanceof Uint8Array ? hex(value) : value));
const through = (message: ControlMessage) => decodeControl(encodeControl(message));

const chain = chainStart(goldenScope);
const chainHex = 'ce8e3c6bf08e0932a9298a94d0f43821402faadf2ff3fbc28a165b595c5ca7fb';
const site = parseSiteCode('7KD');
const hub = parseSiteCode('000');
const durability: LaneDurability = { lane: 1, durable: { seq: 300, chain }, safeSeq: 5, creditBytes: 65_536 };
const hello: Hello = {
  kind: 'hello',
  protocol: 1,
  schema: 1,
  site,
  epoch: 2,
  bootId: 'boot-1',
  dictionaries: [1],
  heads: [{ lane: 2, seq: 9, chain }],
  hubEpoch: 4,
  downs: [],
  acked: [{ lane: 2, seq: 5, chain }],
  fork: { fromEpoch: 1, reason: 'forked', cursors: [{ lane: 2, seq: 3, chain }] },
  earlierFeed: { hubEpoch: 3, cursors: [{ lane: 1, seq: 7, chain }] },
  token: new Uint8Array(16).fill(0xa1),
  nextHash: new Uint8Array(32).fill(0xb2),
  sessionKey: new Uint8Array(32).fill(0xc3),
  claim: { generation: 3, lanes: [0, 1] },
};
const welcome: Welcome = {
  kind: 'welcome',
  protocol: 1,
  schema: 1,
  hubEpoch: 4,
  epoch: 2,
  hubMilliseconds: 1000,
  dictionaries: [],
  ups: [durability],
  renewEpoch: true,
  marks: [{ lane: 1, seq: 6, chain }],
  sessionKey: new Uint8Array(32).fill(0xd4),
  probePort: 8442,
};
const receipt: Receipt = {
  kind: 'receipt',
  node: hub,
  hubEpoch: 4,
  epoch: 2,
  ...durability,
  rejects: [{ seq: 7, code: 'resource-invalid' }],
};

const helloTail =
  `010205${chainHex}01010101020 3${chainHex}0103010107${chainHex}`.replace(' ', '') +
  `${'a1'.repeat(16)}${'b2'.repeat(32)}${'c3'.repeat(32)}03020001`;

t.test('[S2] a hello and a welcome are golden on the wire', async (t) => {
  t.equal(
    hex(encodeControl(hello)),
    `010101033${hex(Buffer.from('7KD')).slice(1)}0206626f6f742d31010101020` + `9${chainHex}0400${helloTail}`,
  );
  t.equal(
    hex(encodeControl(welcome)),
    `0201010402e807000101ac02${chainHex}05808004010101 06${chainHex}${'d4'.repeat(32)}fa41`.replace(' ', ''),
  );
});

t.test('[L16] a welcome of before says no port of probes, and one that is no port is malformed', async (t) => {
  const bytes = encodeControl<'welcome'>(welcome);
  const older = decodeControl(bytes.subarray(0, -2));
  t.equal(older.kind === 'welcome' && older.probePort, 0);
  const wrong = encodeControl<'welcome'>({ ...welcome, probePort: 65_536 });
  t.equal(
    problemOf(() => decodeControl(wrong)),
    'batch-malformed',
  );
});

t.test('[S7] a receipt and a refusal are golden on the wire', async (t) => {
  const rejects = `010710${hex(Buffer.from('resource-invalid'))}`;
  t.equal(hex(encodeControl(receipt)), `0303303030040201ac02${chainHex}05808004${rejects}`);
  t.equal(hex(encodeControl({ kind: 'refusal', code: 'batch-gap', lane: 1 })), '040962617463682d67617002');
  t.equal(hex(encodeControl({ kind: 'refusal', code: 'internal' })), '0408696e7465726e616c00');
});

t.test('[E12] the question after the holder of a lease and its answer are golden on the wire', async (t) => {
  t.equal(hex(encodeControl({ kind: 'lease-check', bootId: 'boot-1' })), '0606626f6f742d31');
  t.equal(hex(encodeControl({ kind: 'lease-held', bootId: 'boot-1' })), '0706626f6f742d31');
});

t.test('[S13] a report is golden on the wire; a lane twice or a lane that is not there is malformed', async (t) => {
  const clinical = { lane: 2 as const, headSeq: 300, oldestPendingMilliseconds: 1000 };
  const urgent = { lane: 1 as const, headSeq: 5, oldestPendingMilliseconds: 0 };
  t.equal(hex(encodeControl({ kind: 'report', lanes: [urgent, clinical] })), '050201050002ac02e807');
  for (const lanes of [[clinical, { ...clinical, headSeq: 301 }], [{ ...clinical, lane: 6 as 5 }]]) {
    t.equal(
      problemOf(() => through({ kind: 'report', lanes })),
      'batch-malformed',
    );
  }
  t.equal(
    problemOf(() => decodeControl(Buffer.of(5, 7, 0, 0, 0))),
    'batch-malformed',
    'more lanes than there are',
  );
});

t.test('[S2][S7] every control message arrives as it was sent', async (t) => {
  fc.assert(fc.property(messages, (message) => plain(through(message)) === plain({ ...message })));
  t.pass();
});

/** What was cut off was only what later versions have added behind: as an older peer says it, all that is read was there. */
function isOfOlderPeer(cut: Uint8Array): boolean {
  const message = decodeControl(cut);
  const isLonger = message.kind === 'hello' || message.kind === 'welcome' || message.kind === 'receipt';
  return isLonger && Buffer.compare(encodeControl(message).subarray(0, cut.length), cut) === 0;
}

t.test('[S6] random, cut or altered bytes give a message or a Problem, never another error', async (t) => {
  const judged = (bytes: Uint8Array) => ['', 'batch-malformed'].includes(problemOf(() => decodeControl(bytes)));
  fc.assert(
    fc.property(messages, fc.uint8Array(), fc.nat(), (message, noise, at) => {
      const bytes = encodeControl(message);
      const cut = bytes.subarray(0, at % bytes.length);
      const refused = problemOf(() => decodeControl(cut)) === 'batch-malformed';
      return (refused || isOfOlderPeer(cut)) && judged(Buffer.concat([cut, noise])) && judged(noise);
    }),
    { numRuns: 500 },
  );
  t.equal(
    problemOf(() => decodeControl(new Uint8Array())),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => decodeControl(Buffer.of(9))),
    'batch-malformed',
  );
});

t.test('[S6] huge lists and messages are refused before anything is reserved', async (t) => {
  const prefix = () => new ByteWriter().integer(1).integer(1).integer(1).text('7KD').integer(1).text('boot');
  t.equal(
    problemOf(() =>
      decodeControl(
        prefix()
          .integer(2 ** 50)
          .finish(),
      ),
    ),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => decodeControl(prefix().integer(65).raw(new Uint8Array(65)).finish())),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => decodeControl(new Uint8Array(limits.controlBytesMax + 1))),
    'batch-malformed',
  );
});

t.test('[S6] a cursor of a lane that is not there, or of the same lane twice, is malformed', async (t) => {
  const wrong = { ...hello, heads: [{ lane: 6 as 5, seq: 1, chain }] };
  t.equal(
    problemOf(() => through(wrong)),
    'batch-malformed',
  );
  const twice = { lane: 2 as const, seq: 1, chain };
  t.equal(
    problemOf(() => through({ ...hello, heads: [twice, { ...twice, seq: 2 }] })),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => through({ ...hello, downs: [twice, twice] })),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => through({ ...welcome, ups: [durability, durability] })),
    'batch-malformed',
  );
});

t.test('[P1] a receipt names as many refused changes as fit; the others follow, the oldest come first', async (t) => {
  const rejects = Array.from({ length: 1000 }, (_, index) => ({ seq: index + 1, code: 'internal' as const }));
  const bytes = encodeControl({ ...receipt, rejects });
  t.ok(bytes.length <= limits.controlBytesMax);
  const decoded = decodeControl(bytes);
  t.strictSame(decoded.kind === 'receipt' && decoded.rejects.at(-1)?.seq, limits.receiptRejectsMax);
});

t.test(
  '[P2] a code of a newer peer is understood as internal; what it adds behind a message is passed over',
  async (t) => {
    const newer = new ByteWriter().integer(4).text('code-of-the-future').integer(0).finish();
    t.strictSame(decodeControl(newer), { kind: 'refusal', code: 'internal' });
    const whole = { ...welcome, abilities: [1], auditSerial: 7, untoldLanes: [2] } as const;
    t.match(through(whole), { untoldLanes: [2] });
    const longer = [encodeControl<'welcome'>(whole), Buffer.from('more')];
    t.equal(
      problemOf(() => decodeControl(Buffer.concat(longer))),
      '',
    );
  },
);

t.test('[S12] a node that cannot be a site code is malformed', async (t) => {
  t.equal(
    problemOf(() => through({ ...hello, site: '7k/' as typeof site })),
    'batch-malformed',
  );
});
