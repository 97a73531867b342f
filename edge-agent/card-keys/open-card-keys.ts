import type { EdgeSettings } from '../../config/edge-settings.js';
import type { OpenSite } from '../open-site.js';
import { CardKeyKeeper } from './card-key-keeper.js';

export interface CardKeyGround {
  readonly site: OpenSite;
  readonly settings: Pick<EdgeSettings, 'cardKeyDays'>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** The keeper of the keys of a site's folder. */
export function openCardKeys({ site, settings, now, onError }: CardKeyGround): CardKeyKeeper {
  const { node, journal, cardKeys } = site;
  return new CardKeyKeeper({
    ...{ site: node.code, issuer: node.hub.url, store: journal.cardKeys, records: journal.records },
    ...{ known: cardKeys, daysMax: settings.cardKeyDays, now, onError },
  });
}
