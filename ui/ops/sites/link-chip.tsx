import type { JSX } from 'preact';
import { formatNumber } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import { usedFractionOf } from '../../kit/sync/budget.js';
import { causeText, stateText } from '../../kit/sync/link-words.js';
import type { Site, SiteLink } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { LinkIcon } from './link-icon.js';
import { Age } from './moment.js';

/** The links of a site in a line or two: kind, name, state, cause, since when. */
export function LinkChips({ site }: { readonly site: Site }): JSX.Element {
  return (
    <ul class="chips">
      {site.links.map((link) => (
        <li key={link.name}>
          <LinkChip link={link} inService={site.state === 'active'} />
        </li>
      ))}
    </ul>
  );
}

function LinkChip(props: { readonly link: SiteLink; readonly inService: boolean }): JSX.Element {
  const words = useWords();
  const { link, inService } = props;
  return (
    <span class={`chip ${inService ? link.state : ''}`}>
      <LinkIcon kind={link.kind} broken={isBroken(link)} />
      <span>
        <strong class="chip-name">{link.name}</strong> {inService && stateText(words.language, link.state)}
        {inService && link.cause && `, ${causeText(words.language, link.cause)}`}
        {inService && link.since !== undefined && (
          <>
            {' '}
            <Age at={link.since} form="since" />
          </>
        )}
        {inService && link.budget && link.budget.level !== 'ok' && (
          <span class="chip-budget">
            {' · '}
            <Icon name="alert" />{' '}
            {words.t('budget.chip', {
              percent: formatNumber(words.language, Math.floor(usedFractionOf(link.budget) * 100)),
            })}
          </span>
        )}
      </span>
    </span>
  );
}

export function isBroken(link: SiteLink): boolean {
  return link.state === 'down' || link.state === 'blocked';
}
