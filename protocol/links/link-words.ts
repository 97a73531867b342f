import type { LinkCauseCode } from './link-causes.js';
import type { LinkStateCode } from './link-states.js';

/** A few words for staff, in both languages of the house. */
export interface LinkWords {
  readonly fr: string;
  readonly en: string;
}

/** What staff read of the state of a link; the same on every page and in every command. */
export const stateWords: Readonly<Record<LinkStateCode, LinkWords>> = {
  active: { fr: 'active', en: 'active' },
  standby: { fr: 'en réserve', en: 'on standby' },
  degraded: { fr: 'dégradée', en: 'degraded' },
  down: { fr: 'coupée', en: 'down' },
  asleep: { fr: 'en veille', en: 'asleep' },
  blocked: { fr: 'bloquée', en: 'blocked' },
};

/** And of why it is not as it should be. */
export const causeWords: Readonly<Record<Exclude<LinkCauseCode, 'none'>, LinkWords>> = {
  'link-down': { fr: 'câble ou signal absent', en: 'no cable or signal' },
  blackhole: { fr: 'aucune réponse', en: 'no answer' },
  brownout: { fr: 'pertes ou lenteur', en: 'losses or slowness' },
  'no-credit': { fr: 'crédit épuisé', en: 'no credit left' },
  dns: { fr: 'noms introuvables (DNS)', en: 'names not found (DNS)' },
  'hub-down': { fr: 'le central ne répond pas', en: 'the hub does not answer' },
  certificate: { fr: 'certificat refusé', en: 'certificate refused' },
  'shared-outage': { fr: 'panne générale', en: 'general outage' },
  budget: { fr: 'budget de données atteint', en: 'data budget reached' },
};
