import type { AuditDamage } from '../../protocol/audit/locate-damage.js';
import type { Words } from '../words.js';

/** Where the audit is not what it was, for people. */
export function damageWords({ kind, from, to }: AuditDamage): Words {
  if (kind === 'altered') {
    return {
      en: `entries ${from} to ${to} are not all what they were: the alteration begins among them`,
      fr: `les lignes ${from} à ${to} ne sont pas toutes ce qu’elles étaient : l’altération commence parmi elles`,
    };
  }
  return {
    en: `the end of the audit is gone, or another stands there: what the hub had confirmed up to entry ${to} agrees only before entry ${from}. This is an earlier state of the database, or its end was cut off`,
    fr: `la fin de l’audit a disparu, ou une autre la remplace : ce que le central avait confirmé jusqu’à la ligne ${to} ne concorde qu’avant la ligne ${from}. C’est un état antérieur de la base, ou sa fin fut coupée`,
  };
}

/** What to do then. */
export const damageTodo: Words = {
  en: 'was a backup restored here on purpose? Then the next sync settles it. If not, copy the whole folder aside before anything else, and tell regional operations',
  fr: 'a-t-on restauré ici une sauvegarde à dessein ? La prochaine synchronisation règle cela. Sinon, copiez d’abord tout le dossier à part et prévenez la région',
};
