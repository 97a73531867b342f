import type { JSX } from 'preact';
import type { FleetEventKind } from '../../../protocol/fleet-event-kinds.js';
import { Icon, type IconName } from '../../kit/icon.js';
import type { FleetEvent, PossibleLoss } from '../fleet/fleet.js';
import { useWords } from '../words/use-words.js';
import { Moment, useMomentText } from './moment.js';

const looks: Readonly<Record<FleetEventKind | 'other', readonly [tone: string, icon: IconName]>> = {
  'site-restored': ['warning', 'history'],
  'site-cloned': ['critical', 'octagon'],
  'site-readmitted': ['well', 'check'],
  'hub-restored': ['warning', 'history'],
  'log-forked': ['critical', 'octagon'],
  'scope-forged': ['critical', 'octagon'],
  'clock-ahead': ['warning', 'clock'],
  'digest-mismatch': ['warning', 'alert'],
  'digest-healed': ['well', 'check'],
  'audit-altered': ['critical', 'octagon'],
  'audit-cut': ['critical', 'octagon'],
  'audit-lost': ['warning', 'history'],
  'backup-done': ['well', 'archive'],
  'backup-stale': ['warning', 'archive'],
  poison: ['warning', 'alert'],
  other: ['aside', 'information'],
};

/** What happened to a site or to the hub, in words, the newest first. */
export function EventList({ events }: { readonly events: readonly FleetEvent[] }): JSX.Element {
  const words = useWords();
  return (
    <section class="facts">
      <h3>{words.t('events.title')}</h3>
      {events.length === 0 && <p class="soft small">{words.t('events.none')}</p>}
      <Events events={events} />
    </section>
  );
}

export function Events({ events }: { readonly events: readonly FleetEvent[] }): JSX.Element {
  const words = useWords();
  return (
    <ol class="event-list">
      {events.map((event) => (
        <li key={`${event.at} ${event.kind}`} class={`situation ${looks[event.kind][0]}`}>
          <Icon name={looks[event.kind][1]} />
          <span>
            <span class="event-text">{words.t(`event.${event.kind}`)}</span>
            {event.loss !== undefined && <Loss loss={event.loss} />}
            <span class="soft small under">
              <Moment at={event.at} />
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** What may be lost with the state before, so that somebody can ask for it on paper. */
function Loss({ loss: { unheld, unheldSince, heardAt } }: { readonly loss: PossibleLoss }): JSX.Element {
  const words = useWords();
  const momentText = useMomentText();
  const heard = momentText(heardAt);
  const text =
    unheld === 0
      ? words.t('event.loss.none', { heard })
      : words.t('event.loss.some', { heard, count: unheld, since: momentText(unheldSince ?? heardAt) });
  return <span class="small under">{text}</span>;
}
