import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import type { Signal } from '../../../protocol/links/link-signal.js';

/** Words of a Starlink terminal that mean that somebody has to pay. */
const unpaid: readonly (string | null)[] = ['no-active-account', 'data-overage-sandbox-policy', 'account-disabled'];

/** What the equipment of a link says is wrong with it; 'none' where nothing lasting is. */
export function judgeSignal(signal: Signal): Extract<LinkCauseCode, 'none' | 'link-down' | 'no-credit'> {
  switch (signal.kind) {
    case 'fibre':
      return signal.carrier ? 'none' : 'link-down';
    case 'cellular':
      return signal.registered && signal.signalPercent !== 0 ? 'none' : 'link-down';
    case 'starlink':
      if (signal.state === 'connected' || signal.state === 'reconfiguring') return 'none';
      return signal.state === 'disabled' && unpaid.includes(signal.outageCause) ? 'no-credit' : 'link-down';
  }
}
