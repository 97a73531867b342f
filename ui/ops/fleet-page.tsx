import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../kit/banner.js';
import { TextField } from '../kit/field.js';
import { foldForList } from '../kit/fold.js';
import { formatDuration, formatNumber, formatTime } from '../kit/i18n/format.js';
import { Empty, FailureState, Loading } from '../kit/states.js';
import { byTrouble, type Fleet, type FleetSite, needsAttention, pendingOf } from './fleet.js';
import { SiteTable } from './site-table.js';
import { useDemoLinks } from './use-demo-links.js';
import { useFleet } from './use-fleet.js';
import { useWords } from './words/use-words.js';

/** A filter is worth its place from so many sites on. */
const filterSitesMin = 6;

/** Who is in trouble, why, since when: one screen, the worst on top. */
export function FleetPage(): JSX.Element {
  const words = useWords();
  const { fleet, failure, answeredAt, ask } = useFleet();
  const demo = useDemoLinks();
  const [filter, setFilter] = useState('');
  if (!fleet) {
    return (
      <main id="content" tabIndex={-1}>
        {failure ? <FailureState failure={failure} onRetry={ask} /> : <Loading />}
      </main>
    );
  }
  const wanted = foldForList(filter.trim());
  const sites = byTrouble(fleet.sites).filter((site) =>
    foldForList(`${site.name} ${site.code} ${site.region}`).includes(wanted),
  );
  return (
    <main id="content" class="fleet" tabIndex={-1}>
      <Headline fleet={fleet} />
      {failure && (
        <Banner
          tone="warning"
          announce
          title={words.t('ops.stale', { time: formatTime(words.language, answeredAt) })}
        />
      )}
      {demo.failed && <Banner tone="critical" announce title={words.t('demo.failed')} />}
      {fleet.sites.length >= filterSitesMin && (
        <div class="fleet-filter">
          <TextField id="filter" label={words.t('ops.search')} value={filter} onChange={setFilter} />
        </div>
      )}
      {fleet.sites.length === 0 ? (
        <Empty title={words.t('ops.none')}>
          <code>{words.t('ops.noneText')}</code>
        </Empty>
      ) : (
        <SiteTable sites={sites} nowMilliseconds={fleet.hub.now} demo={demo} />
      )}
      {sites.length === 0 && fleet.sites.length > 0 && <Empty title={words.t('ops.noMatch')} />}
      {demo.cut && (
        <p class="soft small">
          <strong>{words.t('demo.title')}.</strong> {words.t('demo.text')}
        </p>
      )}
    </main>
  );
}

function Headline({ fleet }: { readonly fleet: Fleet }): JSX.Element {
  const words = useWords();
  const { language } = words;
  const { now } = fleet.hub;
  const troubled = fleet.sites.filter((site) => needsAttention(site, now)).length;
  const active = fleet.sites.filter((site) => site.state === 'active');
  const oldest = byTrouble(fleet.sites)[0]?.oldestUnsyncedAt ?? null;
  const sum = (of: (site: FleetSite) => number) => fleet.sites.reduce((total, site) => total + of(site), 0);
  const facts = [
    [
      words.t('ops.connected'),
      words.t('ops.connectedOf', { count: active.filter((site) => site.connected).length, total: active.length }),
    ],
    [words.t('ops.waiting'), formatNumber(language, sum(pendingOf))],
    [
      words.t('ops.oldest'),
      oldest === null
        ? words.t('site.upToDate')
        : words.t('site.ago', { duration: formatDuration(language, now - oldest) }),
    ],
    [
      words.t('ops.records'),
      formatNumber(
        language,
        sum((site) => site.records),
      ),
    ],
  ];
  return (
    <div class="headline">
      <div>
        <h1>{words.t('ops.title')}</h1>
        <p role="status">
          {troubled === 0 ? words.t('ops.summary.well') : words.count('ops.summary.trouble', troubled)}
          <span class="soft small"> · {words.t('ops.at', { time: formatTime(language, now) })}</span>
        </p>
      </div>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt class="soft small">{label}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
