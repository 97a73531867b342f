import type { Command } from 'commander';
import type { Site } from '../../../journal/fleet-store.js';
import { upgradeOutcomeWords } from '../../../protocol/facts/program-facts.js';
import { formatTime } from '../../time-text.js';
import type { ListedSite } from '../../verbs/site-verbs.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';

const siteStates: Readonly<Record<Site['state'], Words>> = {
  invited: { en: 'invited', fr: 'invité' },
  active: { en: 'active', fr: 'actif' },
  revoked: { en: 'revoked', fr: 'révoqué' },
};

/** With a warning while a second copy of the site is refused. */
export function stateOf(context: CommandContext, site: Site): string {
  const state = say(context, siteStates[site.state]);
  if (site.clonedMilliseconds === undefined) return state;
  const since = formatTime(site.clonedMilliseconds);
  return `${state}, ${say(context, { en: `CLONE refused since ${since}`, fr: `CLONE refusé depuis ${since}` })}`;
}

/** What it runs by its own word, with how the last upgrade ended where it was not what was wanted. */
function versionOf(context: CommandContext, { version, program }: ListedSite): string {
  const upgrade = program?.upgrade;
  if (!upgrade || upgrade.outcome === 'ok') return version ?? '-';
  return `${version ?? '-'}, ${upgrade.to}: ${say(context, upgradeOutcomeWords[upgrade.outcome])}`;
}

export function siteListCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'list',
    summary: { en: 'all sites of this hub', fr: 'tous les sites de ce central' },
    examples: [['carnet site list --json', { en: 'for programs', fr: 'pour les programmes' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    nextSteps: {
      'usage-wrong': {
        en: 'Give the folder of the hub (--dir); sites have no register',
        fr: 'Donnez le dossier du central (--dir) ; un site n’a pas de registre',
      },
    },
    run: async (call) => {
      const sites = await runVerb(requiredText(call, 'dir'), 'site-list', {});
      const head: Words[] = [
        { en: 'site', fr: 'site' },
        { en: 'name', fr: 'nom' },
        { en: 'region', fr: 'région' },
        { en: 'state', fr: 'état' },
        { en: 'last seen', fr: 'vu le' },
        { en: 'version', fr: 'version' },
      ];
      const rows = sites.map((site) => [
        site.code,
        site.name,
        site.region,
        stateOf(context, site),
        formatTime(site.lastSeenMilliseconds),
        versionOf(context, site),
      ]);
      const none = say(context, {
        en: 'No site yet: carnet site add NAME --region R',
        fr: 'Aucun site : carnet site add NOM --region R',
      });
      const text = sites.length === 0 ? none : formatTable([head.map((words) => say(context, words)), ...rows]);
      return { json: { sites }, text };
    },
  });
}
