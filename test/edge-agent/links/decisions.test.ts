import fc from 'fast-check';
import t from 'tap';
import { backoffMilliseconds, laneRetryMilliseconds } from '../../../edge-agent/links/backoff.js';
import { activeLink, type LinkFacts, wantedLinks } from '../../../edge-agent/links/choose-link.js';
import { causeOf } from '../../../edge-agent/links/link-cause.js';
import { parseLinkName } from '../../../protocol/ids.js';
import { limits } from '../../../protocol/limits.js';

const conditions = fc.array(fc.constantFrom('untried', 'up', 'down'), { minLength: 1, maxLength: 4 });
const factsOf = (list: readonly LinkFacts['condition'][]): LinkFacts[] =>
  list.map((condition, index) => ({ name: parseLinkName(`l${index}`), metered: true, condition }));

t.test('[L2] pauses grow with full jitter, and never beyond the limit', async (t) => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
      const pause = backoffMilliseconds(failures, random, 'hub-down');
      const ceiling = Math.min(
        limits.backoffMillisecondsMax,
        limits.backoffMillisecondsMin * 2 ** Math.max(0, failures - 1),
      );
      return pause >= 0 && pause <= ceiling && Number.isInteger(pause);
    }),
  );
  t.equal(backoffMilliseconds(1, 0.999, 'hub-down'), Math.floor(0.999 * limits.backoffMillisecondsMin));
  t.equal(backoffMilliseconds(50, 0.5, 'certificate'), limits.backoffMillisecondsMax / 2);
  t.equal(backoffMilliseconds(5, 0, 'hub-down'), 0, 'full jitter may start at once');
});

t.test('[L5] a link that answers nothing is tried again within seconds, one that refuses more rarely', async (t) => {
  for (const cause of ['blackhole', 'link-down', 'dns'] as const) {
    t.ok(backoffMilliseconds(1_000, 0.999, cause) < 5_000, cause);
  }
  for (const cause of ['hub-down', 'certificate'] as const)
    t.ok(backoffMilliseconds(1_000, 0.999, cause) > 29_000, cause);
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

t.test('[L2] a link is used when all that are preferred to it are down, and those go on being tried', async (t) => {
  fc.assert(
    fc.property(conditions, (list) => {
      const facts = factsOf(list);
      const wanted = wantedLinks(facts);
      return facts.every(({ name }, index) => {
        const before = facts.slice(0, index);
        return wanted.has(name) === before.every(({ condition }) => condition === 'down');
      });
    }),
  );
  fc.assert(
    fc.property(conditions, (list) => {
      const facts = factsOf(list);
      const active = activeLink(facts);
      const up = facts.filter(({ condition }) => condition === 'up');
      return active === up[0]?.name;
    }),
  );
  t.strictSame([...wantedLinks(factsOf(['untried', 'untried']))], ['l0'], 'a metered link costs nothing at the start');
  t.strictSame([...wantedLinks(factsOf(['down', 'down']))], ['l0', 'l1'], 'with nothing up, all are tried');
});

t.test('a cause is read from the code of an error, never from its text', async (t) => {
  const coded = (code: unknown) => causeOf(Object.assign(new Error('certificate ENOTFOUND'), { code }));
  t.equal(coded('ENOTFOUND'), 'dns');
  t.equal(coded('ECONNREFUSED'), 'hub-down');
  t.equal(coded('ETIMEDOUT'), 'blackhole');
  t.equal(coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'certificate');
  t.equal(coded('CERT_HAS_EXPIRED'), 'certificate');
  t.equal(coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate');
  t.equal(coded(5), 'certificate', 'MQTT: not authorised');
  t.equal(coded(undefined), 'link-down');
  t.equal(causeOf(undefined), 'link-down');
});
