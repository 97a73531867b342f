import type { Command } from 'commander';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';
import { stateOf } from './list.js';

export function siteShowCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'show <code>',
    summary: { en: 'one site: links, backlog, last seen', fr: 'un site : liaisons, retard, dernière présence' },
    examples: [['carnet site show 7KD', { en: 'the site with this code', fr: 'le site de ce code' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    run: async (call) => {
      const progress = await runVerb(requiredText(call, 'dir'), 'site-show', { code: call.positionals[0] });
      const { site, towards, from } = progress;
      const pendingTowards = towards.reduce((sum, lane) => sum + lane.pending, 0);
      const pendingFrom = from.reduce((sum, lane) => sum + Math.max(0, lane.headSeq - lane.durableSeq), 0);
      const row = (en: string, fr: string, value: string) => [say(context, { en, fr }), value];
      const text = formatTable([
        row('site', 'site', `${site.code}  ${site.name} (${site.region})`),
        row('state', 'état', stateOf(context, site)),
        row('links', 'liaisons', site.links.map((link) => `${link.name} (${link.kind})`).join(', ')),
        row('last seen', 'vu le', `${formatTime(site.lastSeenMilliseconds)} ${site.lastLink ?? ''}`),
        row('waiting for the site', 'en attente vers le site', String(pendingTowards)),
        row('waiting at the site', 'en attente au site', String(pendingFrom)),
      ]);
      return { json: progress, text };
    },
  });
}
