import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { readProfiles } from '../../profiles/read-given.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { describeProfiles } from './profile-words.js';

export function profileAddCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'add [file...]',
    summary: {
      en: 'check resources that claim these profiles; a running program does so at once.\nFILE: JSON, a folder of it, or a FHIR package (.tgz): StructureDefinitions with their ValueSets and CodeSystems.',
      fr: 'vérifier les ressources qui se réclament de ces profils ; un programme en marche le fait aussitôt.\nFILE : JSON, un dossier de JSON ou un paquet FHIR (.tgz) : StructureDefinition, avec leurs ValueSet et CodeSystem.',
    },
    examples: [
      ['carnet profile add package.tgz --dir var/site', { en: 'told by $validate', fr: 'dites par $validate' }],
      [
        'carnet profile add profils/ --enforce --dir var/site',
        { en: 'and refused when written', fr: 'et refusées à l’écriture' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      command.option(
        '--enforce',
        words({
          en: 'refuse to write what claims one of them and does not conform',
          fr: 'refuser d’écrire ce qui s’en réclame sans s’y conformer',
        }),
      );
    },
    run: async (call) => {
      if (call.positionals.length === 0) throw new Problem('usage-wrong', 'FILE');
      const given = readProfiles(call.positionals);
      const enforced = call.options['enforce'] === true;
      const profiles = await runVerb(requiredText(call, 'dir'), 'profile-add', { ...given, enforced });
      const added = say(context, { en: `${profiles.length} added.`, fr: `${profiles.length} ajoutés.` });
      return { json: { profiles }, text: `${added}\n${describeProfiles(context, profiles)}` };
    },
  });
}
