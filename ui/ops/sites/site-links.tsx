import type { JSX } from 'preact';
import { DecisionLog } from '../decisions/decision-log.js';
import type { Site } from '../fleet/fleet.js';
import { PastLegend } from '../history/past-legend.js';
import { scaleOf } from '../history/past-summary.js';
import { useHistory } from '../history/use-history.js';
import { useWords } from '../words/use-words.js';
import { LinkList } from './link-list.js';

/** The links of a site with their last day, and every change of link with its reason. */
export function SiteLinks(props: { readonly site: Site; readonly nowMilliseconds: number }): JSX.Element {
  const words = useWords();
  const { site, nowMilliseconds } = props;
  const state = useHistory(site.code);
  const history = state instanceof Error ? undefined : state;
  return (
    <>
      <section class="facts">
        <h3>{words.t('past.title')}</h3>
        <LinkList site={site} history={history && { ...history, nowMilliseconds, scale: scaleOf(history.links) }} />
        {state === undefined && <p class="soft small">{words.t('past.loading')}</p>}
        {state instanceof Error && <p class="soft small">{words.t('past.failed')}</p>}
        {history && <PastLegend />}
      </section>
      {history && <DecisionLog decisions={history.decisions} />}
    </>
  );
}
