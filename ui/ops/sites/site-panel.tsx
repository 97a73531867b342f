import type { ComponentChildren, JSX } from 'preact';
import { Banner, type Tone } from '../../kit/banner.js';
import { formatNumber } from '../../kit/i18n/format.js';
import { Panel } from '../../kit/panel.js';
import { goTo, hrefOf } from '../../kit/router.js';
import { AuditSection } from '../facts/audit-section.js';
import { AvailabilitySection } from '../facts/availability-section.js';
import { FactsSection } from '../facts/facts-section.js';
import type { Backlog, Site } from '../fleet/fleet.js';
import { OrdersSection } from '../orders/orders-section.js';
import { useWords } from '../words/use-words.js';
import { ageText } from './age-text.js';
import { EventList } from './event-list.js';
import { Fact } from './fact.js';
import { Age, Moment } from './moment.js';
import { SiteLinks } from './site-links.js';
import { type Situation, useSituation } from './situation.js';

const bannerTones: Record<Situation['tone'], Tone> = {
  critical: 'critical',
  warning: 'warning',
  well: 'done',
  aside: 'information',
};

export interface SitePanelProps {
  readonly site: Site;
  readonly nowMilliseconds: number;
}

/** One site: what is wrong and what to do, then the evidence. */
export function SitePanel(props: SitePanelProps): JSX.Element {
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
            <Waiting label={words.t('detail.toHub')} backlog={site.toHub} stale={!site.connected}>
              <Drain site={site} />
            </Waiting>
            <Waiting label={words.t('detail.fromHub')} backlog={site.fromHub} stale={false} />
          </dl>
        </section>
        <SiteLinks site={site} nowMilliseconds={props.nowMilliseconds} />
        <OrdersSection site={site} />
        <FactsSection facts={site.facts} nowMilliseconds={props.nowMilliseconds} />
        {site.facts && <AvailabilitySection months={site.facts.availability} />}
        <AuditSection audit={site.audit} />
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
  readonly children?: ComponentChildren;
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
      {props.children}
      {props.stale && (
        <span class="soft small under">{words.t(unknown ? 'detail.toHubUnknown' : 'detail.toHubThen')}</span>
      )}
    </Fact>
  );
}

/** How long what waits still takes. */
function Drain({ site }: { readonly site: Site }): JSX.Element | null {
  const words = useWords();
  const { drainSeconds, toHub, connected } = site;
  if (!connected || toHub.pending === 0) return null;
  const text =
    drainSeconds === undefined
      ? words.t('drain.none')
      : words.t('drain.left', { age: ageText(words.language, drainSeconds * 1000) });
  return <span class="soft small under">{text}</span>;
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
