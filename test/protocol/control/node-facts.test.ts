import fc from 'fast-check';
import t from 'tap';
import { ByteWriter } from '../../../protocol/bytes.js';
import { decodeControl, encodeControl } from '../../../protocol/control/control.js';
import { noBackupFacts } from '../../../protocol/facts/backup-facts.js';
import type { BoxFacts } from '../../../protocol/facts/box-facts.js';
import { upgradeOutcomes } from '../../../protocol/facts/program-facts.js';
import { type SelfTestCheck, selfTestChecks } from '../../../protocol/facts/self-test.js';
import { setupFaultCodes, setupFaultNumbers } from '../../../protocol/links/setup-faults.js';
import { problemOf } from '../../support/problem-of.js';

const mebibyte = 1024 * 1024;
const now = 1_800_000_000_000;
const usual: BoxFacts = {
  ...{ version: '0.1.0', at: now, certificateExpiresAt: now + 9e10, diskFreeBytes: 61_440 * mebibyte },
  ...{ diskTotalBytes: 122_880 * mebibyte, memoryFreeBytes: 1_024 * mebibyte, clockState: 'sure' },
  ...{ clockOffsetMilliseconds: -1_250, ups: { state: 'OL CHRG', chargePercent: 87 }, backupAt: now },
  ...{ drillAt: null, bulkHeld: false, forcedLink: null, linkFaults: [], selfTest: null, backups: noBackupFacts },
  ...{ availability: [], program: null },
};
const through = (facts: BoxFacts) => {
  const message = decodeControl(encodeControl<'node-facts'>({ kind: 'node-facts', facts }));
  if (message.kind !== 'node-facts') throw new Error(message.kind);
  return message.facts;
};

t.test('[L49] what a box says of itself is small, and comes back as it was', async (t) => {
  const bytes = encodeControl<'node-facts'>({ kind: 'node-facts', facts: usual });
  t.equal(bytes[0], 28);
  t.ok(bytes.length <= 64, `${bytes.length} bytes`);
  t.strictSame(through(usual), usual);
  const bare: BoxFacts = {
    ...{ ...usual, ups: null, backupAt: null, clockOffsetMilliseconds: null, clockState: 'unsure' },
    ...{ bulkHeld: true, forcedLink: 'geo', diskFreeBytes: 0, diskTotalBytes: 0 },
  };
  t.strictSame(through(bare), bare);
  t.strictSame(through({ ...usual, ups: { state: 'OB', chargePercent: null } }).ups, {
    state: 'OB',
    chargePercent: null,
  });
  t.equal(through({ ...usual, diskFreeBytes: 5 * mebibyte + 17 }).diskFreeBytes, 5 * mebibyte, 'to the MiB');
  t.equal(
    problemOf(() => decodeControl(bytes.subarray(0, -10))),
    'batch-malformed',
  );
});

t.test(
  '[L49] the faults of a set-up are told by their numbers; a peer of before tells none, a newer one more',
  async (t) => {
    const linkFaults: BoxFacts['linkFaults'] = setupFaultCodes.map((code) => ({ link: 'fibre', code, about: 'wan0' }));
    t.strictSame(through({ ...usual, linkFaults }).linkFaults, linkFaults);
    t.strictSame(Object.values(setupFaultNumbers), [1, 2, 3, 4, 5, 6], 'a number is never given twice');
    const bytes = encodeControl<'node-facts'>({ kind: 'node-facts', facts: usual });
    const read = (message: Uint8Array) => {
      const heard = decodeControl(message);
      return heard.kind === 'node-facts' && heard.facts.linkFaults;
    };
    t.strictSame(read(bytes.subarray(0, -8)), [], 'without the field');
    const tail = new ByteWriter()
      .integer(2)
      .text('geo')
      .integer(99)
      .text('of tomorrow')
      .text('geo')
      .integer(2)
      .text('');
    const newer = new ByteWriter()
      .raw(bytes.subarray(0, -8))
      .raw(tail.finish())
      .raw(Uint8Array.from([0, 0, 0, 0, 0, 0, 0]))
      .text('and more');
    t.strictSame(read(newer.finish()), [{ link: 'geo', code: 'budget-zero', about: '' }]);
    const long = [{ link: 'fibre', code: 'name-unresolved', about: 'é'.repeat(900) }] as const;
    t.equal(through({ ...usual, linkFaults: long }).linkFaults[0]?.about.length, 253, 'what is too long is cut');
  },
);

t.test('[L49] a clock may be ahead or behind, by anything', (t) => {
  const offsets = fc.integer({ min: -(2 ** 48), max: 2 ** 48 });
  fc.assert(
    fc.property(
      offsets,
      (offset) => through({ ...usual, clockOffsetMilliseconds: offset }).clockOffsetMilliseconds === offset,
    ),
  );
  t.end();
});

t.test('[O6] a self-test is told by when it was and what it found; a peer of before tells none', async (t) => {
  const selfTest: BoxFacts['selfTest'] = {
    at: now,
    found: Object.keys(selfTestChecks).map((check, index) => ({
      ...{ check: check as SelfTestCheck, state: index % 2 === 0 ? ('warn' as const) : ('fault' as const) },
    })),
  };
  t.strictSame(through({ ...usual, selfTest }).selfTest, selfTest);
  t.strictSame(through({ ...usual, selfTest: { at: now, found: [] } }).selfTest, { at: now, found: [] });
  t.strictSame(Object.values(selfTestChecks), [1, 2, 3, 4, 5, 6], 'a number is never given twice');
  const bytes = encodeControl<'node-facts'>({ kind: 'node-facts', facts: usual });
  const read = (message: Uint8Array) => {
    const heard = decodeControl(message);
    return heard.kind === 'node-facts' && heard.facts.selfTest;
  };
  t.equal(read(bytes.subarray(0, -7)), null, 'without the field');
  const newer = new ByteWriter().raw(bytes.subarray(0, -7)).integer(now).integer(2);
  newer.integer(99).integer(2).integer(3).integer(7);
  t.strictSame(read(newer.finish()), { at: now, found: [{ check: 'disk', state: 'fault' }] }, 'of a newer one');
});

t.test('[B14] where backups stand and what drills showed comes through; a peer of before says none', async (t) => {
  const backups: BoxFacts['backups'] = {
    standing: 'failed',
    places: [
      { place: 'box', madeAt: now, failed: null },
      { place: '/media/clé', madeAt: null, failed: 'not-found' },
    ],
    drills: [
      { place: 'box', at: now, milliseconds: 1_200, madeAt: now, bytes: 9, versions: 8, result: 'ok' },
      { place: 'hub', at: now, milliseconds: 0, madeAt: null, bytes: 0, versions: 0, result: 'backup-altered' },
    ],
  };
  t.strictSame(through({ ...usual, backups }).backups, backups);
  t.strictSame(through(usual).backups, noBackupFacts);
  const bare = encodeControl<'node-facts'>({ kind: 'node-facts', facts: usual }).subarray(0, -5);
  const tail = (standing: number, code: string) =>
    new ByteWriter().integer(standing).integer(1).text('box').integer(0).text(code).integer(0).finish();
  const read = (bytes: Uint8Array) => {
    const heard = decodeControl(Buffer.concat([bare, bytes]));
    return heard.kind === 'node-facts' && heard.facts.backups;
  };
  t.match(read(tail(1, 'of-tomorrow')), { standing: 'ok', places: [{ failed: 'internal' }] });
  t.match(read(tail(9, '')), { standing: 'none', places: [{ failed: null }] });
});

t.test('[O9] how long a site was there is told by the month; a peer of before tells none', async (t) => {
  const availability: BoxFacts['availability'] = [
    { month: '2027-01', upSeconds: 86_400, degradedSeconds: 7, downSeconds: 0, offSeconds: 2_678_400 },
    { month: '2026-12', upSeconds: 0, degradedSeconds: 0, downSeconds: 1, offSeconds: 0 },
  ];
  t.strictSame(through({ ...usual, availability }).availability, availability);
  const heard = decodeControl(encodeControl<'node-facts'>({ kind: 'node-facts', facts: usual }).subarray(0, -2));
  t.strictSame(heard.kind === 'node-facts' && heard.facts.availability, [], 'without the field');
});

t.test('[E39] a site says which bundle of roots it trusts; a peer of before says nothing of it', async (t) => {
  const program: BoxFacts['program'] = { schema: 27, protocol: 1, upgrade: null };
  for (const facts of [usual, { ...usual, program }]) {
    t.equal(through({ ...facts, trustVersion: 3 }).trustVersion, 3);
    t.notOk('trustVersion' in through(facts));
  }
});

t.test('[U9] what a program is and how its last upgrade ended is told; a peer of before tells neither', async (t) => {
  const upgrade = { from: '0.1.0', to: '0.2.0', outcome: 'came-back', code: 'release-unhealthy', at: now } as const;
  const program: BoxFacts['program'] = { schema: 27, protocol: 1, upgrade };
  t.strictSame(through({ ...usual, program }).program, program);
  const plain: BoxFacts['program'] = { schema: 27, protocol: 1, upgrade: null };
  t.strictSame(through({ ...usual, program: plain }).program, plain);
  const first: BoxFacts['program'] = { ...plain, upgrade: { ...upgrade, from: '', outcome: 'ok', code: null } };
  t.strictSame(through({ ...usual, program: first }).program, first);
  t.strictSame(Object.values(upgradeOutcomes), [1, 2, 3, 4], 'a number is never given twice');
  const bare = encodeControl<'node-facts'>({ kind: 'node-facts', facts: usual }).subarray(0, -1);
  const read = (tail: ByteWriter) => {
    const heard = decodeControl(Buffer.concat([bare, tail.finish()]));
    return heard.kind === 'node-facts' && heard.facts.program;
  };
  t.equal(read(new ByteWriter()), null, 'without the field');
  const newer = () => new ByteWriter().integer(30).integer(2).integer(now).text('1.0.0').text('2.0.0');
  t.match(read(newer().integer(9).text('')), { schema: 30, upgrade: null }, 'an outcome of tomorrow');
  t.match(read(newer().integer(2).text('of-tomorrow').text('and more')), { upgrade: { code: 'internal' } });
});
