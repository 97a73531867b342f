import { existsSync, statfsSync, statSync } from 'node:fs';
import { openJournal } from '../../journal/open.js';
import { Problem } from '../../protocol/problem.js';
import { unlockDataKey } from '../custody/key-slots.js';
import { reportSlots } from '../custody/slot-report.js';
import { lockFolder, lockHolder } from '../folder/lock.js';
import { type NodeDescription, nodePaths } from '../node-folder.js';
import { bad, type Finding, good, warning } from './finding.js';

const diskBytesWarning = 2e9;
const diskBytesBad = 300e6;

/** Nobody but the owner may read the folder and its secrets. */
export function checkPermissions(dir: string): Finding {
  const paths = nodePaths(dir);
  const secrets = [paths.key, paths.authorityKey, paths.keySlots, paths.slotToken, paths.journal, paths.node];
  const open = [dir, paths.identity, ...secrets].filter(
    (path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0,
  );
  if (open.length === 0)
    return good('permissions', 'only the owner may read the folder', 'seul le propriétaire lit le dossier');
  const list = open.join(', ');
  return bad(
    'permissions',
    { en: `others may read ${list}`, fr: `d’autres peuvent lire ${list}` },
    { en: `chmod go-rwx ${open.join(' ')}`, fr: `chmod go-rwx ${open.join(' ')}` },
  );
}

export function checkLock(dir: string): Finding {
  const holder = lockHolder(dir);
  if (holder !== undefined)
    return good('program', `running (process ${holder.pid})`, `en marche (processus ${holder.pid})`);
  return warning(
    'program',
    { en: 'no program runs on this folder', fr: 'aucun programme ne tourne sur ce dossier' },
    { en: 'start it: carnet hub run or carnet edge run', fr: 'lancez-le : carnet hub run ou carnet edge run' },
  );
}

/** The data key must open, and there should be a second way to it. */
export async function checkKeySlots(dir: string): Promise<Finding> {
  try {
    await unlockDataKey(dir);
    const { slots, list, advice } = await reportSlots(dir);
    if (list === 'damaged' || list === 'altered') {
      return bad(
        'key',
        { en: `the list of key slots is ${list}`, fr: 'la liste des emplacements de clé est endommagée ou modifiée' },
        { en: 'put key-slots.json back from your copy', fr: 'remettez key-slots.json depuis votre copie' },
      );
    }
    const [first] = advice;
    if (slots.length < 2 && first !== undefined) {
      return warning('key', { en: 'one key slot only', fr: 'un seul emplacement de clé' }, first);
    }
    return good(
      'key',
      `${slots.length} key slot(s), one opens unattended`,
      `${slots.length} emplacement(s) de clé, un s’ouvre seul`,
    );
  } catch (cause) {
    const detail = cause instanceof Problem ? cause.detail : '';
    return bad(
      'key',
      { en: `the database key does not open: ${detail}`, fr: `la clé de la base ne s’ouvre pas : ${detail}` },
      {
        en: 'put slot.token and key-slots.json back from your copy; touch nothing else',
        fr: 'remettez slot.token et key-slots.json depuis votre copie ; ne touchez à rien d’autre',
      },
    );
  }
}

/** Opens the database, unless a program holds it, which then has opened it already. A missing one is not made. */
export async function checkDatabase(dir: string, node: NodeDescription): Promise<Finding> {
  const file = nodePaths(dir).journal;
  if (lockHolder(dir) !== undefined)
    return good('database', 'open in the running program', 'ouverte par le programme en marche');
  if (!existsSync(file)) {
    return warning(
      'database',
      { en: 'there is none yet', fr: 'il n’y en a pas encore' },
      {
        en: 'it is made at the first start; if there was one before, restore it',
        fr: 'elle est créée au premier démarrage ; s’il y en avait une, restaurez-la',
      },
    );
  }
  const lock = lockFolder(dir);
  try {
    const key = await unlockDataKey(dir);
    openJournal({ file, key, role: node.kind, site: node.code, epoch: node.epoch }).close();
    return good('database', 'opens with the key', 's’ouvre avec la clé');
  } catch (cause) {
    const problem = cause instanceof Problem ? cause : new Problem('internal', '', [], { cause });
    return bad(
      'database',
      { en: `${problem.code}: ${problem.meaning.en}`, fr: `${problem.code} : ${problem.meaning.fr}` },
      {
        en: 'keep the file as it is and restore the last backup beside it',
        fr: 'gardez le fichier tel quel et restaurez la dernière sauvegarde à côté',
      },
    );
  } finally {
    lock.release();
  }
}

export function checkDisk(dir: string): Finding {
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  const gigabytes = (free / 1e9).toFixed(1);
  if (free > diskBytesWarning) return good('disk', `${gigabytes} GB free`, `${gigabytes} Go libres`);
  const found = { en: `only ${gigabytes} GB free`, fr: `plus que ${gigabytes} Go libres` };
  const todo = { en: 'free some space on this disk', fr: 'libérez de la place sur ce disque' };
  return free > diskBytesBad ? warning('disk', found, todo) : bad('disk', found, todo);
}
