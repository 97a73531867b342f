import type { JSX } from 'preact';
import { Icon } from '../../kit/icon.js';
import { useStore } from '../../kit/store.js';
import type { Fleet } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { AlertItem } from './alert-item.js';
import { alertsInOrder } from './alerts.js';
import { alertsStore } from './alerts-store.js';

/** What wants somebody now: one item for each cause, however many sites it has. */
export function AlertsPanel({ fleet }: { readonly fleet: Fleet }): JSX.Element {
  const words = useWords();
  const state = useStore(alertsStore);
  const alerts = state === 'failed' ? undefined : state;
  const { loud, quiet } = alertsInOrder(alerts ?? [], fleet.now);
  return (
    <section class="alerts" aria-label={words.t('alerts.title')}>
      <h2>{words.t('alerts.title')}</h2>
      <p class="unseen" role="status">
        {loud.length > 0 && words.count('alerts.open', loud.length)}
      </p>
      {state === 'failed' && <p class="soft small">{words.t('alerts.failed')}</p>}
      {alerts && loud.length === 0 && (
        <p class="small well-line">
          <Icon name="check" /> {words.t('alerts.none')}
        </p>
      )}
      <ul class="alert-list">
        {loud.map((alert) => (
          <AlertItem key={alert.id} alert={alert} fleet={fleet} />
        ))}
      </ul>
      {quiet.length > 0 && (
        <details class="more">
          <summary>{words.t('alerts.quiet', { count: quiet.length })}</summary>
          <ul class="alert-list">
            {quiet.map((alert) => (
              <AlertItem key={alert.id} alert={alert} fleet={fleet} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
