import type { Command } from 'commander';
import { removeKeySlot } from '../../custody/edit-slots.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { addKeyOptions, withKey } from './open-key.js';

/** `carnet key remove-slot ID`. */
export function keyRemoveSlotCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'remove-slot <id>',
    summary: { en: 'close a way to the key', fr: 'fermer un accès à la clé' },
    examples: [
      [
        'carnet key remove-slot 0f3a…',
        {
          en: 'its id: carnet key status; a lost sheet or stick',
          fr: 'son id : carnet key status ; feuille ou clé perdue',
        },
      ],
    ],
    configure: (command, words) => addKeyOptions(command, words, context),
    run: (call) =>
      withKey(context, call, async ({ dir, key }) => {
        const { id, kind } = removeKeySlot(dir, key, call.positionals[0] ?? '');
        const text = say(context, {
          en: `Key slot ${id} (${kind}) is removed. Who kept an earlier copy of key-slots.json and its secret still has the present key: carnet key rotate gives another.`,
          fr: `L’emplacement de clé ${id} (${kind}) est retiré. Qui a gardé une ancienne copie de key-slots.json et son secret a encore la clé actuelle : carnet key rotate en donne une autre.`,
        });
        return { json: { id, kind }, text };
      }),
  });
}
