import type { JSX } from 'preact';
import { formatMoment } from '../kit/i18n/format.js';
import { type LinkCause, linkCauses } from '../kit/sync/sync-state.js';
import { Tag } from '../kit/tag.js';
import type { FleetLink } from './fleet.js';
import { type OpsWords, useWords } from './words/use-words.js';

const tones = {
  active: 'brand',
  standby: 'information',
  asleep: 'information',
  degraded: 'warning',
  blocked: 'warning',
  down: 'critical',
} as const;
const icons = {
  active: 'check',
  standby: 'clock',
  asleep: 'moon',
  degraded: 'alert',
  blocked: 'restricted',
  down: 'linkOff',
} as const;

/** A link and its state in words. */
export function LinkChip(props: { readonly link: FleetLink; readonly cut: boolean }): JSX.Element {
  const words = useWords();
  const { link } = props;
  return (
    <Tag tone={tones[link.state]} icon={icons[link.state]}>
      {words.t(`link.kind.${link.kind}`)} · {words.t(`link.state.${link.state}`)}
      {props.cut && ` (${words.t('demo.isCut')})`}
    </Tag>
  );
}

/** `depuis 10:42 · aucune réponse · facturée au volume`. */
export function linkFacts(words: OpsWords, link: FleetLink, nowMilliseconds: number): string {
  const cause = linkCauses.find((known): known is LinkCause => known === link.cause);
  return [
    link.since !== null && words.t('site.since', { time: formatMoment(words.language, link.since, nowMilliseconds) }),
    cause && words.t(`link.cause.${cause}`),
    link.metered && words.t('link.metered'),
  ]
    .filter(Boolean)
    .join(' · ');
}
