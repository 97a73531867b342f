import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { backupNamesOf } from '../../backup/backup-files.js';
import { setContentsAside } from '../../backup/earlier-contents.js';
import { foldersOf } from '../../backup/site/places.js';
import { planRotation, rotateDataKey, rotationSecondsMax } from '../../custody/rotation/rotate-key.js';
import { settleRotation } from '../../custody/rotation/settle-rotation.js';
import { lockFolder } from '../../folder/lock.js';
import { holdsNode, nodePaths, readNode } from '../../node-folder.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand, type Outcome } from '../leaf.js';
import { requiredText } from '../options.js';
import { addKeyOptions, withKey } from './open-key.js';

/** `carnet key rotate`: while the program is stopped. */
export function keyRotateCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'rotate',
    summary: {
      en: 'give the records another key; the program must be stopped, as a rule for less than a minute',
      fr: 'donner une autre clé aux données ; le programme doit être arrêté, en général moins d’une minute',
    },
    examples: [
      [
        'carnet key rotate --dir var/site',
        { en: 'after a stick or sheet was lost', fr: 'après la perte d’une clé USB ou d’une feuille' },
      ],
      ['carnet key rotate --plan', { en: 'how long it takes', fr: 'combien de temps cela prend' }],
    ],
    configure: (command, words) => {
      addKeyOptions(command, words, context);
      command
        .option('--plan', words({ en: 'only say how long it takes', fr: 'dire seulement la durée' }))
        .option('--however-long', words({ en: 'also beyond a minute', fr: 'même au-delà d’une minute' }));
    },
    run: async (call): Promise<Outcome> => {
      const dir = requiredText(call, 'dir');
      if (call.options['plan'] === true) {
        const plan = planRotation(dir);
        return { json: plan, text: planText(context, plan.seconds) };
      }
      const lock = lockFolder(dir);
      try {
        settleRotation(dir);
        const { seconds } = planRotation(dir);
        if (seconds > rotationSecondsMax && call.options['howeverLong'] !== true) {
          throw new Problem('forbidden', `${planText(context, seconds)} --however-long`);
        }
        return await withKey(context, call, async ({ key }) => {
          const report = rotateDataKey(dir, key);
          setBackupsAside(context, dir, key);
          const text = say(context, {
            en: `The records have another key; all ${report.slots} slot(s) open it. Backups of before still open with this key-slots.json: copy it beside them anew. What lay on the disk under the earlier key may still be read from it by who has that key.`,
            fr: `Les données ont une autre clé ; les ${report.slots} emplacement(s) l’ouvrent. Les sauvegardes d’avant s’ouvrent encore avec ce key-slots.json : copiez-le à nouveau près d’elles. Ce qui était sur le disque sous la clé d’avant peut encore y être lu par qui a cette clé.`,
          });
          return { json: report, text };
        });
      } finally {
        lock.release();
      }
    },
  });
}

/** Where the next backup would find contents under the key before. */
function setBackupsAside(context: CommandContext, dir: string, keyBefore: string): void {
  if (!holdsNode(dir)) return;
  const { kind, code } = readNode(dir);
  const named = kind === 'hub' ? [context.readHubSettings(dir).backupFolder] : foldersOf(context.readSiteSettings(dir));
  const folders = [nodePaths(dir).backups, ...named.filter((folder) => folder !== '')];
  for (const folder of folders) setContentsAside(folder, backupNamesOf(code), keyBefore);
}

function planText(context: CommandContext, seconds: number): string {
  return say(context, {
    en: `About ${seconds} s, during which the program is stopped.`,
    fr: `Environ ${seconds} s, pendant lesquelles le programme est arrêté.`,
  });
}
