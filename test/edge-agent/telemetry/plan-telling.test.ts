import fc from 'fast-check';
import t from 'tap';
import { allowedBytes, aroundBytes, toldBytesAtStart, toldShareMax } from '../../../edge-agent/telemetry/allowance.js';
import { fitMessage, planTelling, type TellingState } from '../../../edge-agent/telemetry/plan-telling.js';
import { sizeOfLinkSamples } from '../../../protocol/control/link-samples.js';
import { linkSamplesMessages } from '../../support/telemetry-arbitraries.js';

const quiet: TellingState = {
  ...{
    isMetered: false,
    now: 100_000,
    toldAt: 90_000,
    knowsStandings: true,
    decisions: 0,
    samples: 0,
    bytesMax: 5_000,
  },
};

t.test('[L32] whatever a link carries and is told, telling costs no more than 3 % of the rest', async (t) => {
  const steps = fc.array(fc.record({ others: fc.nat(50_000), wish: fc.nat(9_000) }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.boolean(), (list, isTunnelled) => {
      let others = 0;
      let told = 0;
      for (const step of list) {
        others += step.others;
        const room = Math.floor(
          allowedBytes({ carriedBytes: others + told, toldBytes: told }) - aroundBytes(isTunnelled),
        );
        const plan = planTelling({ ...quiet, toldAt: undefined, decisions: 1, bytesMax: room });
        if (plan === 'now') told += Math.min(step.wish, room) + aroundBytes(isTunnelled);
        t.ok(told <= toldShareMax * others + toldBytesAtStart, `${told} of ${others}`);
      }
    }),
    { numRuns: 100 },
  );
});

t.test('[L32] changes are told within a second, samples once a minute, and nothing without a reason', async (t) => {
  t.equal(planTelling(quiet), 'nothing');
  t.equal(planTelling({ ...quiet, decisions: 1 }), 'now');
  t.equal(planTelling({ ...quiet, knowsStandings: false, toldAt: undefined }), 'now');
  t.same(planTelling({ ...quiet, decisions: 1, toldAt: 99_500 }), { waitMilliseconds: 500 });
  t.same(planTelling({ ...quiet, decisions: 1, toldAt: 99_500, isMetered: true }), { waitMilliseconds: 9_500 });
  t.same(planTelling({ ...quiet, samples: 3 }), { waitMilliseconds: 50_000 });
  t.equal(planTelling({ ...quiet, samples: 300 }), 'now', 'after an outage one message follows the other');
  t.same(planTelling({ ...quiet, decisions: 1, bytesMax: -20 }), { waitMilliseconds: 5_000 });
});

t.test('[L32] what does not fit waits: samples of a minute first, decisions last', async (t) => {
  fc.assert(
    fc.property(linkSamplesMessages, fc.integer({ min: 20, max: 2_000 }), (message, bytesMax) => {
      const fitted = fitMessage(message, bytesMax);
      if (fitted === undefined) {
        const bare = { decisions: { ...message.decisions, items: [] }, coarse: message.coarse, fine: message.fine };
        const none = {
          ...message,
          ...bare,
          coarse: { ...message.coarse, items: [] },
          fine: { ...message.fine, items: [] },
        };
        t.ok(sizeOfLinkSamples(none) > bytesMax);
        return;
      }
      t.ok(sizeOfLinkSamples(fitted) <= bytesMax);
      for (const kind of ['decisions', 'coarse', 'fine'] as const) {
        t.same(fitted[kind].items, message[kind].items.slice(0, fitted[kind].items.length), 'from the first on');
      }
      if (fitted.decisions.items.length < message.decisions.items.length) t.same(fitted.coarse.items, []);
      if (fitted.coarse.items.length < message.coarse.items.length) t.same(fitted.fine.items, []);
    }),
    { numRuns: 200 },
  );
});
