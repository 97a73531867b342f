import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { certificateFingerprintOf } from '../../certificates/fingerprint.js';
import { createRoot } from '../../certificates/issuing-authority.js';
import { writeFileAtomically } from '../../folder/atomic-file.js';
import { readNode } from '../../node-folder.js';
import { sealRoot } from '../../trust/root-file.js';
import { isOnDiskOf } from '../../trust/root-place.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand, type Outcome } from '../leaf.js';
import { addFolderOption, requiredText } from '../options.js';
import { rootWords } from './root-words.js';

/** `carnet hub root-new`: the file of another root; nothing trusts it yet (rule E39). */
export function hubRootNewCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'root-new',
    summary: {
      en: 'make another root key, sealed into a file; nothing trusts it before `carnet hub trust announce`',
      fr: 'créer une autre clé racine, scellée dans un fichier ; rien ne s’y fie avant `carnet hub trust announce`',
    },
    examples: [
      [
        'carnet hub root-new --out /media/stick/root-2.carnet',
        { en: 'prints its code, once', fr: 'imprime son code, une seule fois' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.requiredOption('--out <file>', words({ en: 'file to write', fr: 'fichier à écrire' }));
    },
    run: async (call): Promise<Outcome> => {
      const [dir, file] = [requiredText(call, 'dir'), resolve(requiredText(call, 'out'))];
      const node = readNode(dir);
      if (node.kind !== 'hub') throw new Problem('usage-wrong', `${dir} is the folder of a site`);
      if (existsSync(file)) throw new Problem('already-exists', file);
      const root = await createRoot(node.name, Date.now());
      const { text, code = '' } = await sealRoot(root);
      writeFileAtomically(file, text);
      const fingerprint = certificateFingerprintOf(root.certificatePem);
      const onDiskOfHub = isOnDiskOf(dir, file);
      return { json: { file, code, fingerprint, onDiskOfHub }, text: say(context, rootWords(file, code, onDiskOfHub)) };
    },
  });
}
