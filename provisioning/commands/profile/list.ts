import type { Command } from 'commander';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { describeProfiles } from './profile-words.js';

export function profileListCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'list',
    summary: {
      en: 'the profiles of a node, and what of them is not checked',
      fr: 'les profils d’un nœud, et ce qui n’en est pas vérifié',
    },
    examples: [['carnet profile list --dir var/site', { en: 'of this site', fr: 'de ce site' }]],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const profiles = await runVerb(requiredText(call, 'dir'), 'profile-list', {});
      const none = say(context, {
        en: 'None: resources are checked by FHIR R4 itself.',
        fr: 'Aucun : les ressources sont vérifiées par FHIR R4 lui-même.',
      });
      return { json: { profiles }, text: profiles.length === 0 ? none : describeProfiles(context, profiles) };
    },
  });
}
