import type { Command } from 'commander';
import { Problem } from '../../../../protocol/problem.js';
import { withLock } from '../../../folder/lock.js';
import { switchRoot, trustStanding } from '../../../hub/trust/exchange-root.js';
import { type CommandContext, say } from '../../command-context.js';
import { leafCommand } from '../../leaf.js';
import { addFolderOption, requiredText } from '../../options.js';
import { readTrustReport } from './status.js';

export function trustSwitchCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'switch',
    summary: {
      en: 'sign under the announced root from now on; the hub must be stopped, for seconds',
      fr: 'signer désormais sous la racine annoncée ; le central arrêté, quelques secondes',
    },
    examples: [
      ['carnet hub trust switch', { en: 'once all sites know the root', fr: 'quand tous les sites la connaissent' }],
      [
        'carnet hub trust switch --force',
        { en: 'a site that lacks it asks at its next contact', fr: 'un site en retard la demande au prochain contact' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.option(
        '--force',
        words({
          en: 'although sites lack it: each is without the hub until it has asked for it over HTTPS; a release of before cannot',
          fr: 'bien que des sites l’ignorent : chacun est sans central jusqu’à ce qu’il la demande en HTTPS ; une version d’avant ne le peut pas',
        }),
      );
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const { behind } = await readTrustReport(dir);
      if (behind.length > 0 && call.options['force'] !== true) {
        throw new Problem('trust-sites-behind', behind.map(({ site }) => site).join(', '));
      }
      await withLock(dir, async () => switchRoot(dir, Date.now()));
      const text = say(context, {
        en: 'The other root’s issuing authority signs from now on. Start the hub. What was signed before stays good.\nNext, within 90 days: carnet hub trust status, then carnet hub trust retire.',
        fr: 'L’autorité émettrice de l’autre racine signe désormais. Démarrez le central. Ce qui a été signé reste bon.\nEnsuite, sous 90 jours : carnet hub trust status, puis carnet hub trust retire.',
      });
      return { json: { ...trustStanding(dir), forced: behind.map(({ site }) => site) }, text };
    },
  });
}
