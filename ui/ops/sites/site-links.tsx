import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../kit/button.js';
import { DecisionLog } from '../decisions/decision-log.js';
import type { Site } from '../fleet/fleet.js';
import { PastLegend } from '../history/past-legend.js';
import { scaleOf } from '../history/past-summary.js';
import { fittingHours, type Hours, hoursAsMilliseconds, spans } from '../history/spans.js';
import { useHistory } from '../history/use-history.js';
import { useWords } from '../words/use-words.js';
import { LinkList } from './link-list.js';

/** The links of a site with their last day, and every change of link with its reason. */
export function SiteLinks(props: { readonly site: Site; readonly nowMilliseconds: number }): JSX.Element {
  const words = useWords();
  const { site, nowMilliseconds } = props;
  const [chosen, setChosen] = useState<Hours | undefined>(undefined);
  const state = useHistory(site.code);
  const history = state instanceof Error ? undefined : state;
  const hours = chosen ?? (history ? fittingHours(history.links, nowMilliseconds) : 24);
  return (
    <>
      <section class="facts">
        <div class="past-head">
          <h3>{words.t('past.title')}</h3>
          <fieldset class="switches screen-only" aria-label={words.t('past.span')}>
            {spans.map((span) => (
              <Button key={span} pressed={hours === span} onClick={() => setChosen(span)}>
                {words.t(`past.span.${span}`)}
              </Button>
            ))}
          </fieldset>
        </div>
        <LinkList
          site={site}
          history={
            history && {
              ...history,
              nowMilliseconds,
              spanMilliseconds: hoursAsMilliseconds(hours),
              scale: scaleOf(history.links),
            }
          }
        />
        {state === undefined && <p class="soft small">{words.t('past.loading')}</p>}
        {state instanceof Error && <p class="soft small">{words.t('past.failed')}</p>}
        {history && <PastLegend />}
      </section>
      {history && <DecisionLog decisions={history.decisions} />}
    </>
  );
}
