import type { ComponentChildren, JSX } from 'preact';
import { Banner, type Tone } from '../../kit/banner.js';
import { formatNumber } from '../../kit/i18n/format.js';
import { Panel } from '../../kit/panel.js';
import { goTo, hrefOf } from '../../kit/router.js';
import type { Backlog, Site } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { EventList } from './event-list.js';
import { LinkList } from './link-list.js';
import { Age, Moment } from './moment.js';
import { type Situation, useSituation } from './situation.js';

const bannerTones: Record<Situation['tone'], Tone> = {
  critical: 'critical',
  warning: 'warning',
  well: 'done',
  aside: 'information',
};

/** One site: what is wrong and what to do, then the evidence. */
export function SitePanel(props: { readonly site: Site; readonly nowMilliseconds: number }): JSX.Element {
  const words = useWords();
  const { site } = props;
  const situation = useSituation()(site, props.nowMilliseconds);
  return (
    <Panel title={site.name} onClose={() => goTo(hrefOf(''))}>
      <div class="stack site-details">
        <p class="soft">
          <span class="code">{site.code}</span> · {site.region} · {words.t(`state.${site.state}`)}
        </p>
        <Banner tone={bannerTones[situation.tone]} title={situation.title}>
          {situation.since !== undefined && (
            <p>
              <Age at={situation.since} form="since" />
            </p>
          )}
          <p class="small">{situation.text}</p>
        </Banner>
        <section class="facts">
          <h3>{words.t('detail.waiting')}</h3>
          <dl>
            <Waiting label={words.t('detail.toHub')} backlog={site.toHub} stale={!site.connected} />
            <Waiting label={words.t('detail.fromHub')} backlog={site.fromHub} stale={false} />
          </dl>
        </section>
        <LinkList site={site} />
        <EventList events={site.events} />
        <section class="facts">
          <h3>{words.t('detail.state')}</h3>
          <dl>
            <Fact label={words.t('detail.lastSeen')}>
              <LastSeen site={site} />
            </Fact>
            <Fact label={words.t('detail.proved')}>
              {site.provedAt === undefined ? words.t('detail.provedNever') : <Moment at={site.provedAt} />}
            </Fact>
            <Fact label={words.t('detail.received')}>
              <span class="number">{formatNumber(words.language, site.received)}</span>
            </Fact>
          </dl>
        </section>
      </div>
    </Panel>
  );
}

function Waiting(props: {
  readonly label: string;
  readonly backlog: Backlog;
  /** The site is silent, so the count is of the last time that it was heard. */
  readonly stale: boolean;
}): JSX.Element {
  const words = useWords();
  const { pending, oldestAt } = props.backlog;
  const unknown = props.stale && pending === 0;
  return (
    <Fact label={props.label}>
      <span class="number">{unknown ? words.t('backlog.unknown') : formatNumber(words.language, pending)}</span>
      {oldestAt !== undefined && (
        <span class="soft small under">
          {words.t('detail.oldest')} <Moment at={oldestAt} />
        </span>
      )}
      {props.stale && (
        <span class="soft small under">{words.t(unknown ? 'detail.toHubUnknown' : 'detail.toHubThen')}</span>
      )}
    </Fact>
  );
}

function LastSeen({ site }: { readonly site: Site }): JSX.Element {
  const words = useWords();
  const over = site.lastLink ? words.t('detail.lastLink', { link: site.lastLink }) : '';
  if (site.connected) {
    return (
      <>
        {words.t('detail.lastSeenNow')} {over}
      </>
    );
  }
  if (site.lastSeenAt === undefined) return <>{words.t('detail.lastSeenNever')}</>;
  return (
    <>
      <Moment at={site.lastSeenAt} /> {over}
    </>
  );
}

function Fact(props: { readonly label: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
