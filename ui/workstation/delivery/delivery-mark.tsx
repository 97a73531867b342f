import type { JSX } from 'preact';
import { formatMoment } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import { useDeliveryWords } from '../words/use-delivery-words.js';
import { useDelivery } from './delivery.js';

/** ● saved here → ✓ at the hub 10:42 → ⛁ in the backup; or refused, why, and what to do. */
export function DeliveryMark(props: {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
}): JSX.Element | null {
  const words = useDeliveryWords();
  const view = useDelivery(props.type, props.id, props.versionId);
  if (!view) return null;
  switch (view.reached) {
    case 'refused':
      return (
        <details class="delivery refused">
          <summary>
            <Icon name="octagon" />
            {words.t('delivery.refused')}
          </summary>
          <p>{view.reason?.[words.language]}</p>
          <p>{words.t('delivery.refusedNext')}</p>
        </details>
      );
    case 'backed-up':
      return (
        <span class="delivery backed-up">
          <Icon name="archive" />
          {words.t('delivery.backedUp')}
        </span>
      );
    case 'hub':
      return (
        <span class="delivery hub">
          <Icon name="check" />
          {view.atHub === undefined
            ? words.t('delivery.hub')
            : words.t('delivery.hubAt', { time: formatMoment(words.language, view.atHub, Date.now()) })}
        </span>
      );
    default:
      return (
        <span class="delivery site">
          <Icon name="dot" />
          {words.t('delivery.site')}
        </span>
      );
  }
}
