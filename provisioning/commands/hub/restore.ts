import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { openNodeClock } from '../../clock/open-node-clock.js';
import { type HubRestoreReport, restoreHub } from '../../hub/rebuild/restore-hub.js';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { addFolderOption, requiredText, textOption } from '../options.js';
import { ProgressBar } from '../progress-bar.js';
import { withoutAttachmentsHelp, withoutAttachmentsStep } from '../restore-words.js';
import { restoredAccountsText } from '../restored-accounts.js';
import { lostSteps, rebuiltWords } from './lost-words.js';
import { addRootOptionsOfLost, openNamedRoot } from './open-root.js';

export function hubRestoreCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'restore <file>',
    summary: {
      en: 'put a backup in the place of the hub’s database; the hub must be stopped',
      fr: 'remettre une sauvegarde à la place de la base du central ; le central doit être arrêté',
    },
    examples: [
      [
        'carnet hub restore var/hub/backups/carnet-hub-20270101T020000000Z.db --dir var/hub',
        { en: 'the old database stays beside', fr: 'l’ancienne base reste à côté' },
      ],
      [
        'carnet hub restore /media/disk/carnet-hub-20270101T020000000Z.db --root /media/stick/root-key.carnet',
        {
          en: 'on a new disk, whose folder holds key-slots.json and slot.token from your copy, and nothing else',
          fr: 'sur un disque neuf, dont le dossier ne contient que key-slots.json et slot.token, de votre copie',
        },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.option('--without-attachments', words(withoutAttachmentsHelp));
      addRootOptionsOfLost(command, words);
    },
    nextSteps: { ...withoutAttachmentsStep, ...lostSteps },
    run: async (call) => {
      const [file] = call.positionals;
      if (file === undefined) throw new Problem('usage-wrong', 'FILE');
      const dir = requiredText(call, 'dir');
      const withoutAttachments = call.options['withoutAttachments'] === true;
      const root = textOption(call, 'root') === undefined ? undefined : await openNamedRoot(context, call);
      const bar = new ProgressBar(context, Date.now);
      try {
        const onProgress = (bytesRead: number, bytesAll: number) => bar.show({ bytesRead, bytesAll });
        const { now } = openNodeClock(dir, Date.now, () => {});
        const report = await restoreHub({ dir, file, withoutAttachments, now, onProgress }, root);
        bar.clear();
        return { json: report, text: describe(context, report, dir) };
      } finally {
        bar.clear();
      }
    },
  });
}

function describe(context: CommandContext, { madeAt, kept, accounts, rebuilt }: HubRestoreReport, dir: string): string {
  const time = formatTime(madeAt);
  const old = kept === null ? '' : say(context, { en: `\nKept beside: ${kept}`, fr: `\nGardée à côté : ${kept}` });
  const folder = rebuilt === null ? '' : `\n${say(context, rebuiltWords(rebuilt))}`;
  const people = `${folder}${restoredAccountsText(context, accounts)}`;
  return say(context, {
    en: `The hub is back as it was on ${time}.${old}${people}\nNext: carnet hub run --dir ${dir}. The hub sees at its start that it was restored, and every site that connects sends again what came after this backup: nothing has to be typed anew. What was done at the hub itself since then (sites added or revoked, invites) must be checked: carnet site list --dir ${dir}`,
    fr: `Le central est revenu à son état du ${time}.${old}${people}\nEnsuite : carnet hub run --dir ${dir}. À son démarrage le central voit qu’il a été restauré, et chaque site qui se connecte renvoie ce qui est venu après cette sauvegarde : rien n’est à ressaisir. Ce qui a été fait au central même depuis (sites ajoutés ou révoqués, invitations) est à vérifier : carnet site list --dir ${dir}`,
  });
}
