import type { Command } from 'commander';
import { withLock } from '../../../folder/lock.js';
import { rebuildHub } from '../../../hub/rebuild/rebuild-hub.js';
import { type CommandContext, say } from '../../command-context.js';
import { leafCommand } from '../../leaf.js';
import { addFolderOption, requiredText } from '../../options.js';
import { rebuiltWords } from '../lost-words.js';
import { addRootOptions, openNamedRoot } from '../open-root.js';

const restoreWords = {
  en: 'Put key-slots.json and slot.token back from your copy; is the database lost, too: carnet hub restore FILE --root ROOT',
  fr: 'Remettez key-slots.json et slot.token depuis votre copie ; si la base aussi est perdue : carnet hub restore FICHIER --root RACINE',
};

/** `carnet hub issuing rebuild`: for a hub that has its database, and has lost its folder `identity` (rule E42). */
export function hubIssuingRebuildCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'rebuild',
    summary: {
      en: 'make identity/ anew where the hub has lost it, with the root’s file at hand; sites go on by themselves',
      fr: 'refaire identity/ si le central l’a perdu, avec le fichier de la racine ; les sites continuent',
    },
    examples: [
      [
        'carnet hub issuing rebuild --root /media/stick/root-key.carnet',
        { en: 'the database is there; else: carnet hub restore', fr: 'la base est là ; sinon : carnet hub restore' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      addRootOptions(command, words);
    },
    nextSteps: {
      'already-exists': {
        en: 'Nothing is lost: to exchange what signs, carnet hub issuing rotate',
        fr: 'Rien n’est perdu : pour remplacer ce qui signe, carnet hub issuing rotate',
      },
      'folder-incomplete': restoreWords,
      'folder-not-initialised': restoreWords,
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const root = await openNamedRoot(context, call);
      const report = await withLock(dir, () => rebuildHub({ dir, root, nowMilliseconds: Date.now() }));
      const start = say(context, {
        en: `Next: carnet hub run --dir ${dir}`,
        fr: `Ensuite : carnet hub run --dir ${dir}`,
      });
      return { json: report, text: `${say(context, rebuiltWords(report))}\n${start}` };
    },
  });
}
