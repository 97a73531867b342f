import type { Command } from 'commander';
import { Problem } from '../../../../protocol/problem.js';
import { withLock } from '../../../folder/lock.js';
import { distrustIssuing, trustStanding } from '../../../hub/trust/exchange-root.js';
import { type CommandContext, say } from '../../command-context.js';
import { leafCommand } from '../../leaf.js';
import { addFolderOption, requiredText } from '../../options.js';
import { addRootOptions, openNamedRoot } from '../open-root.js';

export function trustDistrustCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'distrust <fingerprint>',
    summary: {
      en: 'tell all nodes that a stolen issuing authority counts no more; exchange it first, and stop the hub for seconds',
      fr: 'annoncer qu’une autorité émettrice volée ne compte plus ; remplacez-la d’abord, le central arrêté',
    },
    examples: [
      [
        'carnet hub trust distrust 9f86d0… --root root-key.carnet',
        { en: 'all 64 digits, as `issuing rotate` shows them', fr: 'les 64 chiffres que donne `issuing rotate`' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      addRootOptions(command, words);
    },
    run: async (call) => {
      const [dir, fingerprint = ''] = [requiredText(call, 'dir'), call.positionals[0]];
      if (!/^[0-9a-f]{64}$/.test(fingerprint)) throw new Problem('usage-wrong', 'FINGERPRINT: 64 hexadecimal digits');
      const root = await openNamedRoot(context, call);
      await withLock(dir, async () => distrustIssuing(dir, root, fingerprint));
      const text = say(context, {
        en: 'What it signed counts no more here, and at each site once it has met the hub. Start the hub: the sites renew by themselves, by the register.',
        fr: 'Ce qu’elle a signé ne compte plus ici, ni dans chaque site dès qu’il a joint le central. Démarrez le central : les sites renouvellent d’eux-mêmes, d’après le registre.',
      });
      return { json: trustStanding(dir), text };
    },
  });
}
