import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OrderKind } from '../../../protocol/orders/order-kinds.js';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { Icon, type IconName } from '../../kit/icon.js';
import type { Site } from '../fleet/fleet.js';
import { Moment } from '../sites/moment.js';
import { useWords } from '../words/use-words.js';
import { OrderOutcome } from './order-outcome.js';
import type { Order } from './orders.js';
import { useOrders } from './use-orders.js';

const shownMax = 8;

/** What may be asked of the site, and what became of what was asked. */
export function OrdersSection({ site }: { readonly site: Site }): JSX.Element {
  const words = useWords();
  const { orders, give } = useOrders(site.code);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [chosen, setChosen] = useState(site.links[0]?.name ?? '');
  const press = async (kind: OrderKind, link?: string) => {
    setBusy(true);
    try {
      await give(kind, link);
      setFailed(false);
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };
  const simple = (kind: OrderKind, label: string) => (
    <Button busy={busy} onClick={() => void press(kind)}>
      {label}
    </Button>
  );
  return (
    <section class="facts orders screen-only">
      <h3>{words.t('orders.title')}</h3>
      <div class="order-force">
        <label class="small" for="order-link">
          {words.t('orders.link')}
        </label>
        <select id="order-link" class="input" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {site.links.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <Button busy={busy || chosen === ''} onClick={() => void press('force-link', chosen)}>
          {words.t('orders.force')}
        </Button>
        <Button busy={busy || chosen === ''} onClick={() => void press('path-test', chosen)}>
          {words.t('orders.testOne')}
        </Button>
      </div>
      <div class="row">
        {simple('release-link', words.t('orders.release'))}
        {simple('pause-bulk', words.t('orders.pause'))}
        {simple('resume-bulk', words.t('orders.resume'))}
        {simple('path-test', words.t('orders.test'))}
        {simple('diagnostics', words.t('orders.diagnostics'))}
      </div>
      <p class="soft small">{words.t('orders.hint')}</p>
      {site.facts?.forcedLink !== undefined && (
        <p class="small">{words.t('orders.inForce.link', { link: site.facts.forcedLink })}</p>
      )}
      {site.facts?.bulkHeld && <p class="small">{words.t('orders.inForce.held')}</p>}
      {failed && <Banner tone="critical" announce title={words.t('orders.failed')} />}
      {orders === 'failed' && <p class="soft small">{words.t('orders.listFailed')}</p>}
      {orders !== undefined && orders !== 'failed' && <OrderList orders={orders} />}
    </section>
  );
}

const looks: Readonly<Record<Order['state'], readonly [tone: string, icon: IconName]>> = {
  waiting: ['aside', 'clock'],
  sent: ['aside', 'arrow'],
  done: ['well', 'check'],
  failed: ['critical', 'octagon'],
  expired: ['warning', 'alert'],
};

function OrderList({ orders }: { readonly orders: readonly Order[] }): JSX.Element {
  const words = useWords();
  if (orders.length === 0) return <p class="soft small">{words.t('orders.none')}</p>;
  return (
    <>
      <h4 class="small">{words.t('orders.latest')}</h4>
      <ol class="event-list" aria-live="polite">
        {orders.slice(0, shownMax).map((order) => (
          <li key={order.id} class={`situation ${looks[order.state][0]}`}>
            <Icon name={looks[order.state][1]} />
            <span>
              <span class="event-text">
                {words.t(`orders.kind.${order.kind}`, { link: order.link ?? '' }).trim()} ·{' '}
                <strong>{words.t(`orders.state.${order.state}`)}</strong>
              </span>
              <span class="soft small under">
                <Moment at={order.at} /> {order.by !== '' && words.t('orders.by', { by: order.by })}
              </span>
              <OrderOutcome order={order} />
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
