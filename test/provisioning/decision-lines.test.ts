import t from 'tap';
import { decisionLines } from '../../provisioning/commands/links/decision-lines.js';
import { keptDecision } from '../journal/telemetry/link-history.contract.js';
import { morning } from '../support/telemetry-arbitraries.js';

const context = (language: 'fr' | 'en') => ({ language }) as Parameters<typeof decisionLines>[0];

t.test('[L31] a decision is a line of words and a line of figures, in both languages', async (t) => {
  const { evidence, ...decision } = keptDecision(morning);
  const unknown = evidence.map((each) => ({
    ...{ ...each, cause: 'none' as const, lossFraction: null, roundTripMilliseconds: null, silentMilliseconds: null },
  }));
  t.same(decisionLines(context('fr'), [{ ...decision, evidence }]), [
    '2024-10-04 00:00Z  fibre → cellular  La liaison ne répond plus.',
    '    fibre: aucune réponse, 9 ms, 100 % perdus, muette depuis 1,2 s',
  ]);
  t.same(decisionLines(context('en'), [{ ...decision, from: null, to: null, evidence: unknown }]), [
    '2024-10-04 00:00Z  no link → no link  The link does not answer any more.',
    '    fibre: nothing known yet',
  ]);
  t.equal(decisionLines(context('en'), Array(30).fill(keptDecision(morning))).length, 20);
});
