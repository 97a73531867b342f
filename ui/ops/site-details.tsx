import type { JSX } from 'preact';
import { Button } from '../kit/button.js';
import { formatDuration, formatMoment, formatNumber } from '../kit/i18n/format.js';
import type { Backlog, FleetSite } from './fleet.js';
import { LinkChip, linkFacts } from './link-chip.js';
import type { DemoLinks } from './use-demo-links.js';
import { useWords } from './words/use-words.js';

/** All that the hub knows of a site, and in a demo the switch of each of its links. */
export function SiteDetails(props: {
  readonly site: FleetSite;
  readonly nowMilliseconds: number;
  readonly demo: DemoLinks;
}): JSX.Element {
  const words = useWords();
  const { site, nowMilliseconds, demo } = props;
  const seen =
    site.lastSeenAt === null ? words.t('site.never') : formatMoment(words.language, site.lastSeenAt, nowMilliseconds);
  return (
    <div class="site-details">
      <dl class="facts">
        <BacklogFact label={words.t('site.toHub')} backlog={site.toHub} nowMilliseconds={nowMilliseconds} />
        <BacklogFact label={words.t('site.fromHub')} backlog={site.fromHub} nowMilliseconds={nowMilliseconds} />
        <div>
          <dt class="soft small">{words.t('site.lastSeen')}</dt>
          <dd class="number">
            {seen} <span class="soft small">{site.lastLink && words.t('site.seenOver', { link: site.lastLink })}</span>
          </dd>
        </div>
        <div>
          <dt class="soft small">{words.t('site.state')}</dt>
          <dd>{words.t(`site.state.${site.state}`)}</dd>
        </div>
      </dl>
      <ul class="site-links">
        {site.links.map((link) => {
          const cut = demo.cut?.get(`${site.code}/${link.name}`);
          return (
            <li key={link.name} class="row">
              <LinkChip link={link} cut={cut ?? false} />
              <span class="soft small">{linkFacts(words, link, nowMilliseconds)}</span>
              {cut !== undefined && (
                <Button icon={cut ? 'link' : 'linkOff'} onClick={() => void demo.set(site.code, link.name, !cut)}>
                  {words.t(cut ? 'demo.heal' : 'demo.cut')}
                  <span class="unseen">
                    {words.t(`link.kind.${link.kind}`)} – {site.name}
                  </span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function BacklogFact(props: {
  readonly label: string;
  readonly backlog: Backlog;
  readonly nowMilliseconds: number;
}): JSX.Element {
  const words = useWords();
  const { pending, oldestPendingAt } = props.backlog;
  return (
    <div>
      <dt class="soft small">{props.label}</dt>
      <dd class="number">
        {formatNumber(words.language, pending)}{' '}
        <span class="soft small">
          {words.t('site.pending')}
          {oldestPendingAt !== null &&
            ` · ${words.t('site.ago', { duration: formatDuration(words.language, props.nowMilliseconds - oldestPendingAt) })}`}
        </span>
      </dd>
    </div>
  );
}
