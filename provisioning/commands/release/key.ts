import type { Command } from 'commander';
import { makeReleaseKey } from '../../release/release-key.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { requiredText, textOption } from '../options.js';

/** `carnet release key`: where releases are made, never on a box. */
export function releaseKeyCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'key',
    summary: { en: 'make a key that signs releases', fr: 'créer une clé qui signe les versions' },
    examples: [
      [
        'carnet release key --out release.key --name "Région Nord 2027"',
        { en: 'prints the line for trusted-keys of the boxes', fr: 'donne la ligne pour trusted-keys des boîtiers' },
      ],
    ],
    configure: (command, words) => {
      command
        .requiredOption('--out <file>', words({ en: 'the private key, mode 0600', fr: 'la clé privée, mode 0600' }))
        .option('--name <name>', words({ en: 'what people call it', fr: 'son nom pour les gens' }));
    },
    run: async (call) => {
      const out = requiredText(call, 'out');
      const line = makeReleaseKey(out, textOption(call, 'name') ?? '');
      const text = say(context, {
        en: `${line}\n\nThis line goes into the file trusted-keys of every box. ${out} signs what they run: keep it offline, with a second copy in another safe.`,
        fr: `${line}\n\nCette ligne va dans le fichier trusted-keys de chaque boîtier. ${out} signe ce qu’ils exécutent : gardez-la hors ligne, avec une copie dans un autre coffre.`,
      });
      return { json: { privateKey: out, trusted: line }, text };
    },
  });
}
