import type { KeptSubscription } from '../../journal/subscriptions/subscription-store.js';
import { Problem } from '../../protocol/problem.js';
import { type Answer, resourceText, type ShownVersion } from '../answer.js';
import { bundleText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { searchRemarks } from '../outcome.js';
import { printableName } from '../search/query.js';
import { linksOf } from '../verbs/search.js';
import { subscriptionsServed } from './definition.js';
import { shownSubscription } from './subscription-form.js';

/**
 * A search among the few that one has: by the parameters that are served, all on one page.
 * @throws Problem `parameter-unknown`
 */
export function searchOwn(call: Call, own: readonly KeptSubscription[]): Answer {
  const served: readonly string[] = subscriptionsServed.parameters;
  const pairs = [...call.parameters];
  const ignored = pairs.filter(([name]) => !served.includes(name)).map(([name]) => printableName(name));
  if (call.preferences.strict && ignored.length > 0) throw new Problem('parameter-unknown', ignored.join(', '));
  const used = new URLSearchParams(pairs.filter(([name]) => served.includes(name)));
  const found = own
    .map((kept) => shownSubscription(kept, call.language))
    .filter((version) => [...used].every(([name, text]) => text.split(',').includes(searchedIn(version, name))));
  const remarks = searchRemarks({ ignored, includedInPart: false, incomplete: false }, call.language);
  const head = {
    type: 'searchset' as const,
    total: found.length,
    link: linksOf(call, { used, totalOnly: false }, undefined),
  };
  return {
    status: 200,
    asked: true,
    body: bundleText(head, [
      ...found.map((version) => ({
        fullUrl: `${call.base}/${version.type}/${version.id}`,
        resource: resourceText(version),
        rest: { search: { mode: 'match' } },
      })),
      ...(remarks === undefined ? [] : [{ resource: remarks, rest: { search: { mode: 'outcome' } } }]),
    ]),
  };
}

function searchedIn({ id, body }: ShownVersion, parameter: string): string {
  if (parameter === '_id') return id;
  const { status, channel } = JSON.parse(body) as { status: string; channel: { endpoint?: string } };
  return parameter === 'status' ? status : (channel.endpoint ?? '');
}
