import type { Command } from 'commander';
import { Problem } from '../../../../protocol/problem.js';
import { withLock } from '../../../folder/lock.js';
import { retireRoot, trustStanding } from '../../../hub/trust/exchange-root.js';
import { type CommandContext, say } from '../../command-context.js';
import { leafCommand } from '../../leaf.js';
import { addFolderOption, requiredText } from '../../options.js';
import { addRootOptions, openNamedRoot } from '../open-root.js';
import { readTrustReport } from './status.js';

export function trustRetireCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'retire',
    summary: {
      en: 'trust the first root no more; the hub must be stopped, for seconds',
      fr: 'ne plus reconnaître la première racine ; le central arrêté, quelques secondes',
    },
    examples: [
      [
        'carnet hub trust retire --root root-2.carnet',
        { en: 'with the root that is used', fr: 'avec la racine utilisée' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      addRootOptions(command, words);
      command.option(
        '--force',
        words({
          en: 'although sites still rest on it: each is without the hub until it has renewed over HTTPS',
          fr: 'bien que des sites y tiennent encore : chacun est sans central jusqu’à son renouvellement en HTTPS',
        }),
      );
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const root = await openNamedRoot(context, call);
      const { behind, onFormerRoot, step } = await readTrustReport(dir);
      const cut = step === 'switched' ? [...new Set([...behind, ...onFormerRoot].map(({ site }) => site))] : [];
      if (cut.length > 0 && call.options['force'] !== true) throw new Problem('trust-sites-behind', cut.join(', '));
      await withLock(dir, async () => retireRoot(dir, root));
      const text = say(context, {
        en: 'The first root counts no more. Start the hub, and destroy the file of that root and its code.',
        fr: 'La première racine ne compte plus. Démarrez le central ; détruisez le fichier de cette racine et son code.',
      });
      return { json: { ...trustStanding(dir), forced: cut }, text };
    },
  });
}
