import t from 'tap';
import { nextProofMilliseconds, type ProofFacts } from '../../../edge-agent/proof/proof-due.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const due = (facts: Partial<ProofFacts>, now = day, random = 0) =>
  nextProofMilliseconds({ state: 'never', attempts: 0, provedAt: undefined, ...facts }, now, random);

t.test(
  '[D2] a site asks daily, soon after the first session, and ever more rarely while the hub has no time',
  async (t) => {
    t.equal(due({}), minute, 'never proved: when the session has settled');
    t.equal(due({ state: 'proved', provedAt: day }), day);
    t.equal(due({ state: 'proved', provedAt: day }, day, 0.5), day + 15 * minute, 'not all sites at once');
    t.equal(due({ state: 'proved', provedAt: 1 }, 3 * day), minute, 'long ago');
    t.ok(due({ state: 'proved', provedAt: 9 * day }, day) <= day, 'a clock that was set back');
    const pauses = [1, 2, 3, 20].map((attempts) => due({ state: 'not-now', attempts }));
    t.same(pauses, [10_000, 20_000, 40_000, 60 * minute]);
    t.equal(due({ state: 'asking' }), 3 * minute, 'an answer that never came');
  },
);
