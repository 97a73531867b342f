import type { ProblemCode } from '../../protocol/problem.js';
import type { NodeDescription } from '../node-folder.js';
import { formatTime } from '../time-text.js';
import { type Finding, fault, ok, warn } from './finding.js';

/** When a node was last saved, and when that was last tried out; milliseconds since 1970, `null` for never. */
export interface BackupTimes {
  readonly backupAt: number | null;
  readonly drillAt: number | null;
  /** Why that came to nothing; absent where it was good. */
  readonly drillFailure?: ProblemCode;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;
const backupMillisecondsMax = 2 * dayMilliseconds;
const drillMillisecondsMax = 14 * dayMilliseconds;

export function checkBackups(
  { kind }: NodeDescription,
  times: BackupTimes,
  nowMilliseconds: number,
): readonly Finding[] {
  return [checkBackup(kind, times.backupAt, nowMilliseconds), checkDrill(times, nowMilliseconds)];
}

function checkBackup(kind: NodeDescription['kind'], at: number | null, now: number): Finding {
  if (at === null && kind === 'site') {
    return ok(
      'backup',
      'none of this box yet; what the hub has confirmed is kept there',
      'aucune de ce boîtier ; ce que le central a confirmé est gardé là-bas',
    );
  }
  const what = at === null ? { en: 'none yet', fr: 'aucune encore' } : { en: ageOf(at, now).en, fr: ageOf(at, now).fr };
  if (at !== null && now - at <= backupMillisecondsMax) return ok('backup', what.en, what.fr);
  return warn(
    'backup',
    what,
    { en: 'what is on this disk is whole', fr: 'ce qui est sur ce disque est entier' },
    kind === 'hub'
      ? { en: 'carnet hub backup --dir FOLDER', fr: 'carnet hub backup --dir DOSSIER' }
      : {
          en: 'see where the backups go: is the disk there, is there room?',
          fr: 'voyez où vont les sauvegardes : le disque est-il là, reste-t-il de la place ?',
        },
  );
}

/** Nobody has to have rehearsed a restoration; one that was long ago proves little. */
function checkDrill({ drillAt: at, drillFailure }: BackupTimes, now: number): Finding {
  if (at === null) return ok('drill', 'none yet', 'aucun encore');
  const { en, fr } = ageOf(at, now);
  if (drillFailure !== undefined) {
    return fault(
      'drill',
      { en: `${en}: it failed (${drillFailure})`, fr: `${fr} : il a échoué (${drillFailure})` },
      { en: 'the records here are not touched by it', fr: 'les données d’ici n’en sont pas touchées' },
      {
        en: 'make a new backup and try it out: carnet drill',
        fr: 'refaites une sauvegarde et essayez-la : carnet drill',
      },
    );
  }
  if (now - at <= drillMillisecondsMax) return ok('drill', en, fr);
  return warn(
    'drill',
    { en, fr },
    { en: 'the backups are there', fr: 'les sauvegardes sont là' },
    {
      en: 'try one out: a backup that nobody has opened is a hope',
      fr: 'essayez-en une : une sauvegarde jamais ouverte est un espoir',
    },
  );
}

function ageOf(at: number, now: number) {
  const days = Math.max(0, Math.floor((now - at) / dayMilliseconds));
  const shown = formatTime(at);
  return { en: `${shown}, ${days} day(s) ago`, fr: `${shown}, il y a ${days} jour(s)` };
}
