import { planRewriting, type RewritingPlan } from '../erasure/rewrite-files.js';
import { type Finding, ok, warn } from './finding.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;
const waitsMillisecondsMax = 7 * dayMilliseconds;

/**
 * Whether the databases were written anew since something was erased (rule W16); nothing to say where none was.
 * @param since since when an erasure waits for it, as the journal says; `undefined` where that could not be read
 */
export function checkErasures(dir: string, since: number | null | undefined, now: number): readonly Finding[] {
  return typeof since === 'number' ? [judgeRewriting(planRewriting(dir), now - since)] : [];
}

export function judgeRewriting({ seconds, missingBytes }: RewritingPlan, waitsMilliseconds: number): Finding {
  const days = Math.floor(waitsMilliseconds / dayMilliseconds);
  if (waitsMilliseconds <= waitsMillisecondsMax) {
    return ok(
      'erasure',
      `the next start of the program writes the databases anew, which takes about ${seconds} s`,
      `le prochain démarrage du programme réécrit les bases, en ${seconds} s environ`,
    );
  }
  const megabytes = Math.ceil(missingBytes / 1e6);
  const room =
    missingBytes > 0
      ? { en: `make ${megabytes} MB of room on the disk, then `, fr: `libérez ${megabytes} Mo sur le disque, puis ` }
      : { en: '', fr: '' };
  return warn(
    'erasure',
    {
      en: `remains of what was erased ${days} days ago may stand in free space of the databases`,
      fr: `des restes de ce qui fut effacé il y a ${days} jours peuvent subsister dans l’espace libre des bases`,
    },
    {
      en: 'what is recorded; no program shows what was erased, and only with this node’s key can its remains be read',
      fr: 'ce qui est enregistré ; aucun programme ne montre ce qui fut effacé, et seule la clé de ce nœud permet d’en lire les restes',
    },
    {
      en: `${room.en}restart the program: before it serves it writes the databases anew, in about ${seconds} s`,
      fr: `${room.fr}relancez le programme : avant de servir, il réécrit les bases, en ${seconds} s environ`,
    },
  );
}
