import type { Command } from 'commander';
import { Option } from 'commander';
import { processingRegister } from '../../../record/privacy/register.js';
import { registerMarkdown } from '../../../record/privacy/register-text.js';
import { readNode } from '../../node-folder.js';
import type { CommandContext } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

/** `carnet privacy register` (rule R41). */
export function privacyRegisterCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'register',
    summary: {
      en: 'the register of processing, from the facts of this node, as Markdown; with --json as data',
      fr: 'le registre des traitements, d’après les faits de ce nœud, en Markdown ; avec --json en données',
    },
    examples: [
      [
        'carnet privacy register --dir var/site > register.md',
        { en: 'to keep and to print', fr: 'à garder et imprimer' },
      ],
      ['carnet privacy register --dir var/site --register-lang en', { en: 'in English', fr: 'en anglais' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      const help = words({ en: 'language of the register', fr: 'langue du registre' });
      command.addOption(new Option('--register-lang <language>', help).choices(['fr', 'en']));
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const settings = readNode(dir).kind === 'site' ? context.readSiteSettings(dir) : undefined;
      const language = call.options['registerLang'] === undefined ? context.language : call.options['registerLang'];
      const chosen = language === 'en' ? 'en' : 'fr';
      const register = processingRegister(await runVerb(dir, 'privacy-register', {}), settings, chosen);
      return { json: register, text: registerMarkdown(register, chosen) };
    },
  });
}
