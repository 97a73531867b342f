import type { SendFailure } from '../../protocol/send-failure.js';
import type { Language } from '../negotiate.js';

/** Why a receiver does not get what it should; the closed list. */
export type HookFailure =
  | SendFailure
  /** It is at an address that notifications are not sent to (rule F115). */
  | 'address-refused'
  /** It answered that it is there no more, nor will be. */
  | 'gone';

/** Why a subscription is off where its author did not turn it off; the closed list. */
export type OffReason =
  | HookFailure
  /** Whose rights it acted with has them no more. */
  | 'rights-ended'
  /** Its `end` has come. */
  | 'ended'
  /** The program cannot read what it says any more. */
  | 'unreadable';

const words: Readonly<Record<OffReason, readonly [en: string, fr: string]>> = {
  'name-unknown': ['the name of the receiver is not known', 'le nom du destinataire est inconnu'],
  unreachable: ['nobody answers there', 'personne ne répond à cette adresse'],
  untrusted: ['its certificate is not trusted', 'son certificat n’est pas reconnu'],
  'time-out': ['it did not answer in time', 'il n’a pas répondu à temps'],
  credentials: ['it does not accept the credentials', 'il n’accepte pas l’authentification'],
  refused: ['it does not take the notification', 'il ne prend pas la notification'],
  busy: ['it answers that it cannot now', 'il répond qu’il ne peut pas maintenant'],
  redirected: [
    'it points to another address, which is not followed',
    'il renvoie à une autre adresse, qui n’est pas suivie',
  ],
  internal: ['the attempt failed here', 'la tentative a échoué ici'],
  'address-refused': [
    'notifications are not sent to this address',
    'aucune notification n’est envoyée à cette adresse',
  ],
  gone: ['it answers that it is gone', 'il répond qu’il n’existe plus'],
  'rights-ended': ['its author has no right to it any more', 'son auteur n’y a plus droit'],
  ended: ['its end has come', 'sa fin est arrivée'],
  unreadable: ['this version of the program cannot serve it', 'cette version du programme ne peut pas le servir'],
};

/** What `Subscription.error` says: the code, and words. A code of another version of the program is shown as it is. */
export function errorText(code: string, language: Language): string {
  const known = Object.hasOwn(words, code) ? words[code as OffReason] : undefined;
  if (known === undefined) return code;
  return `${code}: ${known[language === 'fr' ? 1 : 0]}`;
}
