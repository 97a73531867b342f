import fc from 'fast-check';
import t from 'tap';
import { backoffMilliseconds, laneRetryMilliseconds } from '../../../edge-agent/links/backoff.js';
import { causeOf } from '../../../edge-agent/links/link-cause.js';
import { limits } from '../../../protocol/limits.js';

t.test('[L2] pauses grow with full jitter, and never beyond the limit', async (t) => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
      const pause = backoffMilliseconds(failures, random, 'hub-down', true);
      const ceiling = Math.min(
        limits.backoffMillisecondsMax,
        limits.backoffMillisecondsMin * 2 ** Math.max(0, failures - 1),
      );
      return pause >= 0 && pause <= ceiling && Number.isInteger(pause);
    }),
  );
  t.equal(backoffMilliseconds(1, 0.999, 'hub-down', true), Math.floor(0.999 * limits.backoffMillisecondsMin));
  t.equal(backoffMilliseconds(50, 0.5, 'certificate', false), limits.backoffMillisecondsMax / 2);
  t.equal(backoffMilliseconds(5, 0, 'hub-down', false), 0, 'full jitter may start at once');
});

t.test('[L5] a link that answers nothing is tried again within seconds, one that refuses more rarely', async (t) => {
  for (const cause of ['blackhole', 'link-down', 'dns'] as const) {
    t.ok(backoffMilliseconds(1_000, 0.999, cause, true) < 5_000, cause);
  }
  for (const cause of ['hub-down', 'certificate'] as const)
    t.ok(backoffMilliseconds(1_000, 0.999, cause, true) > 29_000, cause);
  const free = backoffMilliseconds(1_000, 0.999, 'hub-down', false);
  t.ok(free > 14_000 && free < 15_000, 'a hub that is away, over a link that costs nothing');
});

t.test(
  '[S6] a refused lane gets another chance after pauses that grow, also when it was refused for good',
  async (t) => {
    t.equal(laneRetryMilliseconds(1, 'batch-fork', 0), 500);
    t.equal(laneRetryMilliseconds(1, 'batch-fork', 0.5), 750);
    t.equal(laneRetryMilliseconds(4, 'batch-fork', 0), 4_000);
    t.equal(laneRetryMilliseconds(1_000, 'disk-full', 0), limits.backoffMillisecondsMax / 2);
    t.equal(laneRetryMilliseconds(1_000, 'batch-fork', 0), 300_000);
  },
);

t.test('a cause is read from the code of an error, never from its text', async (t) => {
  const coded = (code: unknown) => causeOf(Object.assign(new Error('certificate ENOTFOUND'), { code }));
  t.equal(coded('ENOTFOUND'), 'dns');
  t.equal(coded('ECONNREFUSED'), 'hub-down');
  t.equal(coded('ETIMEDOUT'), 'blackhole');
  t.equal(coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'certificate');
  t.equal(coded('CERT_HAS_EXPIRED'), 'certificate');
  t.equal(coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate');
  t.equal(coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'certificate', 'no TLS at all');
  t.equal(coded(5), 'certificate', 'MQTT: not authorised');
  t.equal(coded(undefined), 'link-down');
  t.equal(causeOf(undefined), 'link-down');
});
