import fc from 'fast-check';
import t from 'tap';
import { decodeControl, encodeControl } from '../../../protocol/control/control.js';
import { type LinkSamples, sizeOfLinkSamples } from '../../../protocol/control/link-samples.js';
import type { LinkBudget } from '../../../protocol/links/link-budget.js';
import { Problem } from '../../../protocol/problem.js';
import { absurdityOf } from '../../../protocol/telemetry/judge-samples.js';
import type { KeptDecision } from '../../../protocol/telemetry/kept-decision.js';
import { conditionNumbers, wordOf } from '../../../protocol/telemetry/link-numbers.js';
import type { LinkSample } from '../../../protocol/telemetry/link-sample.js';

import { problemOf } from '../../support/problem-of.js';
import { fibre, linkSamplesMessages, morning, telemetryLinks } from '../../support/telemetry-arbitraries.js';

const nothing = { from: 0, isOldest: false, items: [] };
const empty: LinkSamples = {
  ...{ kind: 'link-samples', history: '0123456789abcdef', now: morning, standings: [] },
  ...{ decisions: nothing, coarse: nothing, fine: nothing },
};
const sample: LinkSample = {
  ...{ link: fibre, resolution: 60_000, at: morning - 60_000, sent: 200, answered: 199 },
  roundTrip: { min: 8.1, p25: 9, median: 9.4, p75: 10.2, max: 31 },
  ...{ bytesUp: 21_000, bytesDown: 20_800, state: 'active', cause: 'none' },
};
const withFine = (...items: readonly LinkSample[]): LinkSamples => ({
  ...empty,
  fine: { from: 1, isOldest: false, items },
});

t.test('[L33] a message comes back as it was told', async (t) => {
  fc.assert(
    fc.property(linkSamplesMessages, (message) => {
      const bytes = encodeControl(message);
      t.same(decodeControl(bytes), message);
      t.equal(sizeOfLinkSamples(message), bytes.length);
    }),
    { numRuns: 200 },
  );
  const kept = { kind: 'link-samples-kept', history: '0123456789abcdef', decisions: 3, coarse: 0, fine: 900 } as const;
  t.same(decodeControl(encodeControl(kept)), kept);
});

t.test('[L33] its bytes stand still', async (t) => {
  t.equal(
    Buffer.from(encodeControl(withFine(sample))).toString('hex'),
    '180123456789abcdef8080cea6a5320105666962726500000001020001c801015e040908d00188a401c0a20100',
  );
});

t.test('[L33] an hour of three links by the minute takes less than 20 bytes a sample', async (t) => {
  const items = Array.from({ length: 180 }, (_, index) => ({
    ...sample,
    link: telemetryLinks[index % 3] ?? fibre,
    at: morning - (60 - Math.floor(index / 3)) * 60_000,
  }));
  const bytes = sizeOfLinkSamples(withFine(...items));
  t.ok(bytes / items.length < 20, `${bytes / items.length} bytes a sample`);
});

t.test('[L35] what is cut off or altered is refused as malformed or read as something, and never harms', async (t) => {
  fc.assert(
    fc.property(linkSamplesMessages, fc.nat(), fc.nat(255), fc.boolean(), (message, place, byte, isCut) => {
      const bytes = new Uint8Array(encodeControl(message));
      const at = 1 + (place % (bytes.length - 1));
      bytes[at] = byte;
      try {
        const found = decodeControl(isCut ? bytes.subarray(0, at) : bytes);
        if (found.kind === 'link-samples') absurdityOf(found);
      } catch (error) {
        t.ok(error instanceof Problem && error.code === 'batch-malformed', String(error));
      }
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      try {
        decodeControl(new Uint8Array([24, ...noise]));
      } catch (error) {
        t.ok(error instanceof Problem && error.code === 'batch-malformed', String(error));
      }
    }),
    { numRuns: 500 },
  );
  t.equal(
    problemOf(() => wordOf(conditionNumbers, 99)),
    'batch-malformed',
  );
});

t.test('[L35] what no link can show is absurd, each with its reason', async (t) => {
  t.equal(absurdityOf(withFine(sample)), undefined);
  const decision: KeptDecision = {
    ...{ at: morning, traffic: 'urgent', lanes: [0, 1], from: fibre, to: null, reason: 'silent', evidence: [] },
  };
  const standing = { link: fibre, state: 'active', cause: 'none', since: 1, budget: null, signal: null } as const;
  const run = <Item>(item: Item, from = 1) => ({ from, isOldest: false, items: [item] });
  const budget: LinkBudget = {
    ...{ month: '0001-01', capBytes: 1, usedBytes: 1, urgentReserveBytes: 1, level: 'ok', exhaustedAt: null },
    ...{ pacedBytesToday: 1, dayBytes: 1 },
  };
  const absurd: readonly [string, LinkSamples][] = [
    ['clock', { ...empty, now: 2 ** 50 }],
    ['sequence', { ...empty, fine: run(sample, 0) }],
    ['sequence', { ...empty, decisions: run(decision, 2 ** 50) }],
    ['resolution', { ...empty, coarse: run(sample) }],
    ['resolution', withFine({ ...sample, resolution: 900_000 })],
    ['time', withFine({ ...sample, at: morning + 2 * 86_400_000 })],
    ['time', withFine({ ...sample, at: morning - 1 })],
    ['probes', withFine({ ...sample, answered: -1 })],
    ['probes', withFine({ ...sample, sent: 1e6 })],
    ['bytes', withFine({ ...sample, bytesUp: 1e15 })],
    ['round-trip', withFine({ ...sample, roundTrip: { min: -1, p25: 1, median: 1, p75: 1, max: 1 } })],
    ['round-trip', withFine({ ...sample, roundTrip: { min: 1, p25: 1, median: 1, p75: 1, max: 1e6 } })],
    ['time', { ...empty, decisions: run({ ...decision, at: morning * 2 }) }],
    ['decision', { ...empty, decisions: run({ ...decision, lanes: [] }) }],
    ['decision', { ...empty, decisions: run({ ...decision, from: null }) }],
    ['time', { ...empty, standings: [{ ...standing, since: -1 }] }],
    ['twice', { ...empty, standings: [standing, standing] }],
    ['budget', { ...empty, standings: [{ ...standing, budget }] }],
  ];
  for (const [reason, message] of absurd) t.equal(absurdityOf(message), reason);
});
