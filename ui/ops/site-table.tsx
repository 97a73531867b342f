import { Fragment, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDuration, formatMoment, formatNumber } from '../kit/i18n/format.js';
import { Icon } from '../kit/icon.js';
import { Tag } from '../kit/tag.js';
import { type Backlog, type FleetSite, isSilent } from './fleet.js';
import { LinkChip } from './link-chip.js';
import { SiteDetails } from './site-details.js';
import type { DemoLinks } from './use-demo-links.js';
import { useWords } from './words/use-words.js';

interface SiteProps {
  readonly site: FleetSite;
  readonly nowMilliseconds: number;
  readonly demo: DemoLinks;
}

/** One line for each site; the line opens to its details. */
export function SiteTable(props: Omit<SiteProps, 'site'> & { readonly sites: readonly FleetSite[] }): JSX.Element {
  const words = useWords();
  const [open, setOpen] = useState<string | undefined>(undefined);
  const columns = ['site', 'oldest', 'toHub', 'fromHub', 'lastSeen', 'links', 'records'] as const;
  const figures: readonly string[] = ['toHub', 'fromHub', 'records'];
  return (
    // A table that scrolls sideways must be reachable by the keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region
    <section class="table-frame site-frame" aria-label={words.t('ops.title')} tabIndex={0}>
      <table class="sites">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" class={figures.includes(column) ? 'right' : ''}>
                {words.t(`site.${column}`)}
              </th>
            ))}
            <td>
              <span class="unseen">{words.t('site.details', { site: '' })}</span>
            </td>
          </tr>
        </thead>
        <tbody>
          {props.sites.map((site) => (
            <Fragment key={site.code}>
              <SiteRow
                {...props}
                site={site}
                open={open === site.code}
                onToggle={() => setOpen(open === site.code ? undefined : site.code)}
              />
              {open === site.code && (
                <tr class="details-row">
                  <td colSpan={columns.length + 1}>
                    <SiteDetails {...props} site={site} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SiteRow(props: SiteProps & { readonly open: boolean; readonly onToggle: () => void }): JSX.Element {
  const words = useWords();
  const { site, demo, nowMilliseconds } = props;
  return (
    <tr class={isSilent(site) ? 'silent' : ''}>
      <th scope="row">
        <strong>{site.name}</strong>
        <span class="soft small">
          {site.region} · {site.code}
        </span>
        {site.state !== 'active' && (
          <Tag tone={site.state === 'revoked' ? 'critical' : 'information'}>{words.t(`site.state.${site.state}`)}</Tag>
        )}
      </th>
      <td>
        <Oldest site={site} nowMilliseconds={nowMilliseconds} />
      </td>
      <Pending backlog={site.toHub} />
      <Pending backlog={site.fromHub} />
      <td>
        <LastSeen site={site} nowMilliseconds={nowMilliseconds} />
      </td>
      <td>
        <span class="chips">
          {site.links.map((link) => (
            <LinkChip key={link.name} link={link} cut={demo.cut?.get(`${site.code}/${link.name}`) ?? false} />
          ))}
        </span>
      </td>
      <td class="right number">{formatNumber(words.language, site.records)}</td>
      <td>
        <button
          type="button"
          class="button plain icon-only"
          aria-expanded={props.open ? 'true' : 'false'}
          aria-label={words.t('site.details', { site: site.name })}
          onClick={props.onToggle}
        >
          <Icon name="chevron" />
        </button>
      </td>
    </tr>
  );
}

function Pending({ backlog }: { readonly backlog: Backlog }): JSX.Element {
  const { language } = useWords();
  return (
    <td class="right number">
      {backlog.pending === 0 ? <span class="soft">0</span> : <strong>{formatNumber(language, backlog.pending)}</strong>}
    </td>
  );
}

function Oldest({ site, nowMilliseconds }: Omit<SiteProps, 'demo'>): JSX.Element {
  const words = useWords();
  if (site.oldestUnsyncedAt === null) {
    if (site.state !== 'active') return <span class="soft">–</span>;
    return (
      <span class="fact well">
        <Icon name="check" />
        {words.t('site.upToDate')}
      </span>
    );
  }
  const duration = formatDuration(words.language, nowMilliseconds - site.oldestUnsyncedAt);
  return (
    <span class="fact">
      <Icon name="clock" />
      <strong class="number">{duration}</strong>
      <span class="soft small">{formatMoment(words.language, site.oldestUnsyncedAt, nowMilliseconds)}</span>
    </span>
  );
}

function LastSeen({ site, nowMilliseconds }: Omit<SiteProps, 'demo'>): JSX.Element {
  const words = useWords();
  if (site.connected) {
    return (
      <span class="fact well">
        <Icon name="link" />
        {words.t('site.now')}
      </span>
    );
  }
  if (site.lastSeenAt === null) return <span class="soft">{words.t('site.never')}</span>;
  return (
    <span class="fact trouble">
      <Icon name="linkOff" />
      {words.t('site.ago', { duration: formatDuration(words.language, nowMilliseconds - site.lastSeenAt) })}
    </span>
  );
}
