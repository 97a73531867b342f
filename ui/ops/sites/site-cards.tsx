import type { JSX } from 'preact';
import type { Site } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { Count, OldestAge, ToHub } from './backlog.js';
import { LinkChips } from './link-chip.js';
import { type SiteListProps, SiteName } from './site-table.js';
import { SituationMark, useSituation } from './situation.js';

/** All sites on a phone: one card each, with the same facts as the table. */
export function SiteCards({ sites, nowMilliseconds }: SiteListProps): JSX.Element {
  const words = useWords();
  return (
    <ul class="site-cards" aria-label={words.t('fleet.caption')}>
      {sites.map((site) => (
        <SiteCard key={site.code} site={site} nowMilliseconds={nowMilliseconds} />
      ))}
    </ul>
  );
}

function SiteCard(props: { readonly site: Site; readonly nowMilliseconds: number }): JSX.Element {
  const words = useWords();
  const { site } = props;
  const situation = useSituation()(site, props.nowMilliseconds);
  return (
    <li class={`site-card ${situation.tone}`}>
      <div class="site-card-name">
        <SiteName site={site} open={false} />
      </div>
      <SituationMark situation={situation} />
      <dl class="site-card-facts">
        <div>
          <dt>{words.t('column.oldest')}</dt>
          <dd>
            <OldestAge site={site} />
          </dd>
        </div>
        <div>
          <dt>{words.t('column.toHub')}</dt>
          <dd>
            <ToHub site={site} />
          </dd>
        </div>
        <div>
          <dt>{words.t('column.fromHub')}</dt>
          <dd>
            <Count count={site.fromHub.pending} />
          </dd>
        </div>
        <div>
          <dt>{words.t('column.received')}</dt>
          <dd>
            <Count count={site.received} />
          </dd>
        </div>
      </dl>
      <LinkChips site={site} />
    </li>
  );
}
