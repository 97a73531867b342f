import type { JSX } from 'preact';
import { formatMoment } from '../i18n/format.js';
import { useKitWords } from '../i18n/use-words.js';
import { Icon } from '../icon.js';
import { useDelivery } from './delivery.js';

/** ● saved here → ✓ at the hub 10:42 → ⛁ in the backup. */
export function DeliveryMark(props: {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
}): JSX.Element | null {
  const words = useKitWords();
  const view = useDelivery(props.type, props.id, props.versionId);
  if (!view) return null;
  switch (view.reached) {
    case 'refused':
      return (
        <span class="delivery refused">
          <Icon name="octagon" />
          {words.t('delivery.refused')}
        </span>
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
