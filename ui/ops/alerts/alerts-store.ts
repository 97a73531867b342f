import { watchLive } from '../../kit/http/live.js';
import { request } from '../../kit/http/request.js';
import { createStore } from '../../kit/store.js';
import { type Alert, readAlerts } from './alerts.js';

/** `undefined` before the first answer, and `'failed'` when there was none yet. */
export const alertsStore = createStore<readonly Alert[] | 'failed' | undefined>(undefined);

const askMillisecondsMin = 400;
const askAgainMilliseconds = 20_000;

export async function askAlerts(): Promise<void> {
  try {
    alertsStore.set(readAlerts((await request('GET', '/api/alerts')).value));
  } catch {
    // What was read once stays while the hub is silent.
    if (alertsStore.get() === undefined) alertsStore.set('failed');
  }
}

/** Follows the alerts: at once, after each event about them, and three times a minute; the answer stops it. */
export function startAlerts(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plan = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void askAlerts();
    }, askMillisecondsMin);
  };
  const unwatch = watchLive((kind) => {
    if (kind === 'alerts' || kind === 'reopened') plan();
  });
  const interval = setInterval(plan, askAgainMilliseconds);
  void askAlerts();
  return () => {
    clearTimeout(timer);
    clearInterval(interval);
    unwatch();
    alertsStore.set(undefined);
  };
}

export type AlertAction =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'silence'; readonly minutes: number }
  | { readonly kind: 'note'; readonly text: string };

/** @throws Failure when the hub did not do it */
export async function actOnAlert(id: string, action: AlertAction): Promise<void> {
  const { kind, ...body } = action;
  await request('POST', `/api/alerts/${encodeURIComponent(id)}/${kind}`, { body });
  await askAlerts();
}
