import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../../folder/atomic-file.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { openNodeSession } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { hubUrlOf } from './hub-url.js';

export function siteKitCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'kit <request>',
    summary: {
      en: 'answer the request of a box without a network: it becomes a site by a file',
      fr: 'répondre à la demande d’un boîtier sans réseau : il devient un site par un fichier',
    },
    examples: [
      [
        'carnet site kit /media/stick/request.txt --out /media/stick/bundle.txt',
        { en: 'then `carnet join --bundle` on the box', fr: 'puis `carnet join --bundle` sur le boîtier' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.requiredOption(
        '--out <file>',
        words({
          en: 'file for the answer, to take back to the box',
          fr: 'fichier de la réponse, à rapporter au boîtier',
        }),
      );
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const out = requiredText(call, 'out');
      const file = call.positionals[0] ?? '';
      const request = readTextIfThere(file);
      if (request === undefined) throw new Problem('not-found', file);
      const session = await openNodeSession(dir, context.readHubSettings(dir));
      try {
        // An empty file was cut off, too; a verb takes no empty text.
        const { site, name, bundle } = await session.call('site-kit', {
          ...{ request: request.trim() === '' ? '-' : request, hubUrl: hubUrlOf(dir) },
        });
        writeFileAtomically(out, bundle);
        const text = say(context, {
          en: `${out} makes one box site ${site}, ${name}: the one that wrote the request, and no other.\nOn the box:  carnet join --bundle FILE`,
          fr: `${out} fait d’un boîtier le site ${site}, ${name} : celui qui a écrit la demande, et aucun autre.\nSur le boîtier :  carnet join --bundle FICHIER`,
        });
        return { json: { site, name, out }, text };
      } finally {
        session.close();
      }
    },
  });
}
