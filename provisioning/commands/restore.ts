import type { Command } from 'commander';
import { Problem } from '../../protocol/problem.js';
import { type RestoreReport, restoreBackup } from '../backup/restore-backup.js';
import { openNodeClock } from '../clock/open-node-clock.js';
import { formatTime } from '../time-text.js';
import { type CommandContext, say } from './command-context.js';
import { leafCommand } from './leaf.js';
import { addFolderOption, requiredText } from './options.js';
import { ProgressBar } from './progress-bar.js';
import { withoutAttachmentsHelp, withoutAttachmentsStep } from './restore-words.js';
import { restoredAccountsText } from './restored-accounts.js';

export function restoreCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'restore <file>',
    summary: {
      en: 'put a backup in the place of this site’s database; the program must be stopped',
      fr: 'remettre une sauvegarde à la place de la base de ce site ; le programme doit être arrêté',
    },
    examples: [
      [
        'carnet restore /media/usb/carnet-7KD-20270101T020000000Z.db --dir var/site',
        { en: 'the database that is there stays beside', fr: 'la base présente reste à côté' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      command.option('--without-attachments', words(withoutAttachmentsHelp));
      command.option(
        '--discard-unsent',
        words({
          en: 'also where changes of the database here are neither at the hub nor in the backup',
          fr: 'même si des changements de la base actuelle ne sont ni au central ni dans la sauvegarde',
        }),
      );
    },
    nextSteps: withoutAttachmentsStep,
    run: async (call) => {
      const [file] = call.positionals;
      if (file === undefined) throw new Problem('usage-wrong', 'FILE');
      const dir = requiredText(call, 'dir');
      const discardUnsent = call.options['discardUnsent'] === true;
      const withoutAttachments = call.options['withoutAttachments'] === true;
      const bar = new ProgressBar(context, Date.now);
      try {
        const onProgress = (bytesRead: number, bytesAll: number) => bar.show({ bytesRead, bytesAll });
        const { now } = openNodeClock(dir, Date.now, () => {});
        const report = await restoreBackup({
          ...{ dir, kind: 'site', file, discardUnsent, withoutAttachments, now, onProgress },
        });
        bar.clear();
        return { json: report, text: describe(context, report, dir) };
      } finally {
        bar.clear();
      }
    },
  });
}

function describe(context: CommandContext, { madeAt, kept, unsent, accounts }: RestoreReport, dir: string): string {
  const time = formatTime(madeAt);
  const old = kept === null ? '' : say(context, { en: `\nKept beside: ${kept}`, fr: `\nGardée à côté : ${kept}` });
  const left = say(context, {
    en: `\n${unsent} changes stand only in the database that is kept beside.`,
    fr: `\n${unsent} changements ne sont que dans la base gardée à côté.`,
  });
  const people = restoredAccountsText(context, accounts);
  return say(context, {
    en: `This site is back as it was on ${time}.${old}${unsent === 0 ? '' : left}${people}\nNext: carnet edge run --dir ${dir}. It goes on under a new epoch, and gets from the hub what came after this backup: nothing has to be typed anew.`,
    fr: `Ce site est revenu à son état du ${time}.${old}${unsent === 0 ? '' : left}${people}\nEnsuite : carnet edge run --dir ${dir}. Il continue sous une nouvelle époque et reçoit du central ce qui est venu après cette sauvegarde : rien n’est à ressaisir.`,
  });
}
