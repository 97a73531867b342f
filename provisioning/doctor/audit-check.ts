import { Problem } from '../../protocol/problem.js';
import { damageTodo, damageWords } from '../audit/damage-words.js';
import { type AuditVerdict, verifyAudit } from '../audit/verify-audit.js';
import { formatTime } from '../time-text.js';
import { type Finding, fault, ok, warn } from './finding.js';
import { savedIsSafe } from './safe-words.js';

/** Whether the audit is still what the hub has confirmed; the whole chain is followed by `carnet audit verify`. */
export async function checkAuditReceipts(dir: string, key: string | Problem): Promise<readonly Finding[]> {
  // Why it does not open, or is not there, stands with the key and the database.
  if (key instanceof Problem) return [];
  try {
    return [findingOf(await verifyAudit(dir, key))];
  } catch (cause) {
    if (cause instanceof Problem) return [];
    throw cause;
  }
}

function findingOf({ entries, confirmed, confirmedAt, damage }: AuditVerdict): Finding {
  if (damage !== undefined) return fault('audit', damageWords(damage), savedIsSafe, damageTodo);
  if (confirmedAt !== null) {
    const [when, open] = [formatTime(confirmedAt), entries - confirmed];
    return ok(
      'audit',
      `as the hub has confirmed it (${when}); ${open} entries since`,
      `tel que le central l’a confirmé (${when}) ; ${open} lignes depuis`,
    );
  }
  return warn(
    'audit',
    { en: 'the hub has confirmed none of it yet', fr: 'le central n’en a encore rien confirmé' },
    savedIsSafe,
    {
      en: 'it does within a minute of a session',
      fr: 'il le fait dans la minute d’une session',
    },
  );
}
