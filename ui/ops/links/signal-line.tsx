import type { JSX } from 'preact';
import type { Signal } from '../fleet/signal.js';
import { useWords } from '../words/use-words.js';
import { percentText } from './percent.js';

/** What the modem or the dish says, in a line. */
export function SignalLine({ signal }: { readonly signal: Signal }): JSX.Element {
  const words = useWords();
  const percent = (fraction: number | undefined) => (fraction === undefined ? '–' : percentText(words, fraction));
  const parts: string[] = [];
  if (signal.kind === 'fibre') {
    parts.push(words.t(signal.carrier ? 'signal.carrier' : 'signal.noCarrier', { device: signal.device }));
  } else if (signal.kind === 'cellular') {
    const { operator, technology, signalPercent, receivedPower, roaming, registered } = signal;
    const share = percent(signalPercent === undefined ? undefined : signalPercent / 100);
    parts.push(words.t('signal.cellular', { operator, technology: technology.toUpperCase(), percent: share }).trim());
    if (receivedPower !== undefined) parts.push(words.t('signal.power', { power: receivedPower }));
    if (roaming) parts.push(words.t('signal.roaming'));
    if (!registered) parts.push(words.t('signal.unregistered'));
  } else {
    parts.push(words.t(signal.state ? `signal.state.${signal.state}` : 'signal.state'));
    const { obstructedFraction: share } = signal;
    if (share !== undefined && share > 0) parts.push(words.t('signal.obstructed', { share: percent(share) }));
    if (signal.outageCause !== '') parts.push(signal.outageCause);
  }
  return <p class="soft small">{parts.join(' · ')}</p>;
}
