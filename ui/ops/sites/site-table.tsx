import type { JSX } from 'preact';
import { goTo, hrefOf } from '../../kit/router.js';
import type { Site } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { Count, OldestAge, ToHub } from './backlog.js';
import { LinkChips } from './link-chip.js';
import { SituationMark, useSituation } from './situation.js';

export interface SiteListProps {
  readonly sites: readonly Site[];
  readonly nowMilliseconds: number;
  /** Code of the site whose details are open, '' for none. */
  readonly open: string;
}

/** The id of the link that opens a site: the focus comes back to it. */
export function siteLinkId(code: string): string {
  return `site-${code}`;
}

/** All sites, dense; the name opens the details, and so does a click anywhere in the row. */
export function SiteTable({ sites, nowMilliseconds, open }: SiteListProps): JSX.Element {
  const words = useWords();
  return (
    <div class="table-frame">
      <table class="sites">
        <caption class="unseen">{words.t('fleet.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{words.t('column.site')}</th>
            <th scope="col">{words.t('column.situation')}</th>
            <th scope="col" class="right" aria-sort="descending">
              {words.t('column.oldest')}
            </th>
            <th scope="col" class="right">
              {words.t('column.toHub')}
            </th>
            <th scope="col" class="right">
              {words.t('column.fromHub')}
            </th>
            <th scope="col">{words.t('column.links')}</th>
            <th scope="col" class="right received">
              {words.t('column.received')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sites.map((site) => (
            <SiteRow key={site.code} site={site} nowMilliseconds={nowMilliseconds} open={site.code === open} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SiteRow(props: {
  readonly site: Site;
  readonly nowMilliseconds: number;
  readonly open: boolean;
}): JSX.Element {
  const { site, open } = props;
  const situation = useSituation()(site, props.nowMilliseconds);
  return (
    // The link in the first cell is the control; the row only makes it easier to hit with a mouse.
    <tr class={`${situation.tone} ${open ? 'open' : ''}`} onClick={(event) => openRow(event, site.code)}>
      <th scope="row">
        <SiteName site={site} open={open} />
      </th>
      <td>
        <SituationMark situation={situation} />
      </td>
      <td class="right">
        <OldestAge site={site} />
      </td>
      <td class="right">
        <ToHub site={site} />
      </td>
      <td class="right">
        <Count count={site.fromHub.pending} />
      </td>
      <td>
        <LinkChips site={site} />
      </td>
      <td class="right received">
        <Count count={site.received} />
      </td>
    </tr>
  );
}

/** Name, code and region; the link to the details. */
export function SiteName(props: { readonly site: Site; readonly open: boolean }): JSX.Element {
  const { site, open } = props;
  return (
    <>
      <a id={siteLinkId(site.code)} href={hrefOf('site', site.code)} aria-expanded={open ? 'true' : 'false'}>
        {site.name}
      </a>
      <span class="soft small under">
        <span class="code">{site.code}</span> · {site.region}
      </span>
    </>
  );
}

function openRow(event: MouseEvent, code: string): void {
  const onControl = event.target instanceof Element && event.target.closest('a, button') !== null;
  const selecting = (getSelection()?.toString() ?? '') !== '';
  if (!onControl && !selecting) goTo(hrefOf('site', code));
}
