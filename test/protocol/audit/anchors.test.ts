import fc from 'fast-check';
import t from 'tap';
import { type AuditAnchor, noAnchor, shortHead } from '../../../protocol/audit/audit-mark.js';
import { judgeCheckpoint } from '../../../protocol/audit/judge-checkpoint.js';
import { locateDamage } from '../../../protocol/audit/locate-damage.js';
import { thinAnchors } from '../../../protocol/audit/thin-anchors.js';
import { type ControlMessage, decodeControl, encodeControl } from '../../../protocol/control/control.js';
import { problemOf } from '../../support/problem-of.js';

const head = (byte: number) => new Uint8Array(32).fill(byte);

t.test('[R8] few anchors are kept, and damage is located to a fraction of the entries since', async (t) => {
  const steps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 600 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 2, max: 64 }), (list, fraction) => {
      let kept: number[] = [];
      let count = 0;
      const widest = Math.max(...list);
      for (const step of list) {
        count += step;
        const removed = new Set(thinAnchors([...kept, count], fraction));
        kept = [...kept, count].filter((each) => !removed.has(each));
      }
      t.equal(kept.at(-1), count, 'the newest stays');
      const gaps = kept.map((each, index) => [each - (kept[index - 1] ?? 0), count - each] as const);
      const isClose = gaps.every(([gap, since]) => gap <= Math.max(widest, since / fraction));
      const bound = fraction + 2 * fraction * (1 + Math.log(Math.max(1, count / fraction))) + 1;
      return isClose && kept.length <= bound;
    }),
    { numRuns: 100 },
  );
  const all = Array.from({ length: 100_000 }, (_, index) => (index + 1) * 100);
  const left = all.length - thinAnchors(all, 128).length;
  t.ok(left < 1_700, `${left} of 100,000 anchors over ten million entries`);
});

t.test('[R6] only who knows the newest anchor is judged by it', async (t) => {
  const newest: AuditAnchor = { serial: 4, epoch: 2, count: 10, head: head(1), milliseconds: 1 };
  const base = shortHead(head(1));
  const said = { serial: 4, epoch: 2, count: 12, head: head(2), base, brokenAt: 0 };
  const judge = (more: Partial<typeof said>, known = 0) => judgeCheckpoint(newest, { ...said, ...more }, known);
  t.equal(judge({}), 'take');
  t.equal(judge({ count: 10, head: head(1) }), 'same');
  t.equal(judge({ serial: 3, count: 5, base: new Uint8Array() }), 'stale', 'one that was late accuses nobody');
  t.equal(judge({ epoch: 1, count: 5 }), 'stale');
  t.equal(judge({ epoch: 3 }), 'take');
  t.equal(judge({ count: 9, base: new Uint8Array() }), 'ask', 'the count has fallen');
  t.equal(judge({ base: shortHead(head(3)) }), 'ask', 'another head where one was confirmed');
  t.equal(judge({ count: 10, head: head(3) }), 'ask', 'the same count with another head');
  t.equal(judge({ brokenAt: 7 }), 'ask');
  t.equal(judge({ brokenAt: 7 }, 7), 'take', 'what was told is told once');
  t.equal(judgeCheckpoint(noAnchor, { ...said, serial: 0, base: new Uint8Array(16) }, 0), 'take', 'the first one');
});

t.test('[R9] damage begins behind the last anchor that agrees', async (t) => {
  const anchors = [10, 20, 30].map((count) => ({ epoch: 1, count, head: head(count) }));
  const heads = (...bytes: number[]) => bytes.map((byte) => shortHead(head(byte)));
  const sound = { epoch: 1, count: 35, brokenAt: 0, heads: heads(10, 20, 30) };
  t.equal(locateDamage(anchors, sound), undefined);
  t.match(locateDamage(anchors, { ...sound, heads: heads(10, 9, 9) }), {
    ...{ kind: 'altered', from: 11, to: 20, soundCount: 10, isAnchored: true },
  });
  t.match(locateDamage(anchors, { ...sound, count: 15, heads: heads(10) }), { kind: 'cut', from: 11, to: 30 });
  t.match(locateDamage(anchors, { ...sound, epoch: 2, count: 15, heads: heads(10) }), {
    kind: 'lost',
    from: 11,
    to: 30,
  });
  t.match(locateDamage(anchors, { ...sound, count: 0, heads: [] }), { kind: 'cut', from: 1, to: 30, soundCount: 0 });
  t.match(locateDamage(anchors, { ...sound, brokenAt: 17 }), {
    ...{ kind: 'altered', from: 11, to: 17, soundCount: 30, isAnchored: false },
  });
  t.match(locateDamage(anchors, { ...sound, brokenAt: 34 }), { kind: 'altered', from: 31, to: 34, isAnchored: false });
  t.match(
    locateDamage(anchors, { ...sound, brokenAt: 34, heads: heads(10, 9, 9) }),
    { from: 11, to: 20 },
    'the earlier',
  );
  t.match(locateDamage(anchors, { ...sound, brokenAt: 4, heads: heads(9, 9, 9) }), { from: 1, to: 4, soundCount: 0 });
});

t.test('[R5][R7][R9] what is said of an audit comes back as it was, and nothing else is taken', async (t) => {
  const messages: readonly ControlMessage[] = [
    {
      ...{
        kind: 'audit-checkpoint',
        serial: 300,
        epoch: 2,
        count: 10_000_000,
        head: head(7),
        base: shortHead(head(6)),
      },
      ...{ walked: 9_999_999, brokenAt: 0, milliseconds: 1_800_000_000_000, signature: new Uint8Array(256).fill(3) },
    },
    {
      ...{ kind: 'audit-anchored', serial: 301, epoch: 2, count: 9, head: head(7), milliseconds: 5 },
      ...{ asked: [3, 7, 9], signature: new Uint8Array(384).fill(4), issuing: new Uint8Array(1_000).fill(5) },
    },
    {
      kind: 'audit-heads',
      serial: 1,
      epoch: 1,
      count: 8,
      brokenAt: 4,
      heads: [shortHead(head(1)), shortHead(head(2))],
    },
  ];
  for (const message of messages) t.strictSame(decodeControl(encodeControl(message)), message, message.kind);
  t.ok(encodeControl(messages[0] as ControlMessage).length < 340, 'a checkpoint is small');
  for (const message of messages) {
    const bytes = encodeControl(message);
    for (let length = 1; length < bytes.length; length += 1) {
      t.equal(
        problemOf(() => decodeControl(bytes.subarray(0, length))),
        'batch-malformed',
        `${message.kind} cut to ${length}`,
      );
    }
  }
});
