import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { isRotationUnfinished } from '../custody/rotation/settle-rotation.js';
import { reportSlots } from '../custody/slot-report.js';
import { lockHolder } from '../folder/lock.js';
import { nodePaths } from '../node-folder.js';
import { type Finding, fault, ok, warn } from './finding.js';
import { careGoesOn, nothingTouched, savedIsSafe } from './safe-words.js';

/** Nobody but the owner may read the folder and its secrets. */
export function checkPermissions(dir: string): Finding {
  const open = [dir, ...secretsOf(dir)].filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0);
  if (open.length === 0)
    return ok('permissions', 'only the owner may read the folder', 'seul le propriétaire lit le dossier');
  const list = open.join(', ');
  return fault(
    'permissions',
    { en: `others may read ${list}`, fr: `d’autres peuvent lire ${list}` },
    {
      en: 'records stay encrypted as long as nobody took the key files',
      fr: 'les données restent chiffrées tant que personne n’a pris les clés',
    },
    { en: `chmod go-rwx ${open.join(' ')}`, fr: `chmod go-rwx ${open.join(' ')}` },
  );
}

/** The files of a folder that hold keys or records. */
function secretsOf(dir: string): readonly string[] {
  const paths = nodePaths(dir);
  const within = [paths.identity, paths.tunnels].filter(existsSync);
  const keys = within.flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))]);
  const { keySlots, slotToken, node, journal, attachments, telemetry, backups, lease, pendingJoin } = paths;
  const databases = [journal, attachments, telemetry].flatMap((file) => [file, `${file}-wal`]);
  return [...keys, ...databases, keySlots, slotToken, node, backups, lease, pendingJoin];
}

export function checkLock(dir: string): Finding {
  const holder = lockHolder(dir);
  if (holder !== undefined)
    return ok('program', `running (process ${holder.pid})`, `en marche (processus ${holder.pid})`);
  return warn(
    'program',
    { en: 'no program runs on this folder', fr: 'aucun programme ne tourne sur ce dossier' },
    savedIsSafe,
    { en: 'start it: carnet hub run or carnet edge run', fr: 'lancez-le : carnet hub run ou carnet edge run' },
  );
}

/**
 * The data key must open, and there should be a second way to it.
 * @param key the data key, or why it does not open
 */
export async function checkKeySlots(dir: string, key: string | Problem): Promise<Finding> {
  if (isRotationUnfinished(dir)) return unfinishedRotation('key');
  try {
    if (key instanceof Problem) throw key;
    const { slots, list, advice } = await reportSlots(dir, {}, key);
    if (list === 'damaged' || list === 'altered') {
      return fault(
        'key',
        { en: `the list of key slots is ${list}`, fr: 'la liste des emplacements de clé est endommagée ou modifiée' },
        nothingTouched,
        { en: 'put key-slots.json back from your copy', fr: 'remettez key-slots.json depuis votre copie' },
      );
    }
    const [first] = advice;
    if (slots.length < 2 && first !== undefined) {
      return warn('key', { en: 'one key slot only', fr: 'un seul emplacement de clé' }, savedIsSafe, first);
    }
    return ok(
      'key',
      `${slots.length} key slot(s), one opens unattended`,
      `${slots.length} emplacement(s) de clé, un s’ouvre seul`,
    );
  } catch (cause) {
    const detail = cause instanceof Problem ? cause.detail : '';
    // Somebody typed what opens it, and the program has it.
    if (lockHolder(dir) !== undefined) {
      const what = { en: 'it does not open unattended', fr: 'elle ne s’ouvre pas seule' };
      const todo = {
        en: 'nothing, where somebody types it at each start',
        fr: 'rien, si quelqu’un la tape à chaque démarrage',
      };
      return warn('key', what, careGoesOn, todo);
    }
    return fault(
      'key',
      { en: `the database key does not open: ${detail}`, fr: `la clé de la base ne s’ouvre pas : ${detail}` },
      nothingTouched,
      {
        en: 'put slot.token and key-slots.json back from your copy; touch nothing else',
        fr: 'remettez slot.token et key-slots.json depuis votre copie ; ne touchez à rien d’autre',
      },
    );
  }
}

/** Another key was decided on; whoever starts the node next carries it through (rule K12). */
export function unfinishedRotation(check: 'key' | 'database'): Finding {
  return warn(
    check,
    { en: 'a rotation of the key was cut off', fr: 'une rotation de la clé a été interrompue' },
    savedIsSafe,
    { en: 'nothing: the next start carries it through', fr: 'rien : le prochain démarrage la termine' },
  );
}
