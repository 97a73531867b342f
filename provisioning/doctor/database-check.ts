import { existsSync } from 'node:fs';
import { checkJournal, type JournalCheck } from '../../journal/check/check-journal.js';
import { defaultCipher, parseCipher } from '../../journal/sqlite/key.js';
import { Problem } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';
import { isRotationUnfinished } from '../custody/rotation/settle-rotation.js';
import { lockFolder } from '../folder/lock.js';
import { nodePaths } from '../node-folder.js';
import { type Finding, fault, ok, warn } from './finding.js';
import { unfinishedRotation } from './folder-checks.js';
import { nothingTouched, savedIsSafe } from './safe-words.js';

/** What is found, and what the journal said; that is `undefined` where it could not be read. */
export interface ReadDatabase {
  readonly finding: Finding;
  readonly journal: JournalCheck | undefined;
}

/**
 * Reads every page of the journal beside the program that has it, or instead of one (rule O1). A missing one is not made.
 * @param key the data key, or why it does not open
 */
export function readDatabase(dir: string, isRunning: boolean, key: string | Problem): ReadDatabase {
  const file = nodePaths(dir).journal;
  if (!existsSync(file)) return { finding: noneYet, journal: undefined };
  if (isRotationUnfinished(dir)) return { finding: unfinishedRotation('database'), journal: undefined };
  try {
    // No program may start on the files while what SQLite made beside them is taken away again.
    const lock = isRunning ? undefined : lockFolder(dir);
    try {
      if (key instanceof Problem) throw key;
      const journal = checkJournal({ file, key, cipher: parseCipher(defaultCipher) }, isRunning);
      return { finding: findingOf(journal), journal };
    } finally {
      lock?.release();
    }
  } catch (cause) {
    const problem = cause instanceof Problem ? cause : new Problem('internal', '', [], { cause });
    const isLocked = isRunning && problem.code === 'database-key-wrong';
    return { finding: isLocked ? locked : damaged(problem), journal: undefined };
  }
}

function findingOf({ isSound, bytes }: JournalCheck): Finding {
  if (!isSound) return damaged(new Problem('database-corrupt'));
  const megabytes = (bytes / 1e6).toFixed(1);
  return ok(
    'database',
    `every page is as it was written (${megabytes} MB)`,
    `chaque page est telle qu’elle fut écrite (${megabytes} Mo)`,
  );
}

function damaged({ code }: Problem): Finding {
  const meaning = problems[code];
  return fault('database', { en: `${code}: ${meaning.en}`, fr: `${code} : ${meaning.fr}` }, nothingTouched, {
    en: 'keep the file as it is and restore the last backup beside it',
    fr: 'gardez le fichier tel quel et restaurez la dernière sauvegarde à côté',
  });
}

const locked = warn(
  'database',
  { en: 'it cannot be looked at without what opens it', fr: 'elle ne se lit pas sans ce qui l’ouvre' },
  savedIsSafe,
  { en: 'the weekly self-test of the program looks at it', fr: 'l’autocontrôle hebdomadaire du programme la vérifie' },
);

const noneYet = warn('database', { en: 'there is none yet', fr: 'il n’y en a pas encore' }, savedIsSafe, {
  en: 'it is made at the first start; if there was one before, restore it',
  fr: 'elle est créée au premier démarrage ; s’il y en avait une, restaurez-la',
});
