import type { Command } from 'commander';
import { callControl } from '../../control/client.js';
import { lockHolder } from '../../folder/lock.js';
import { readNode } from '../../node-folder.js';
import { checkHubTunnels, checkSiteLinks } from '../../tunnel/check/check-links.js';
import type { LinkStatus } from '../../verbs/link-verbs.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';

const marks = { good: '✓', warning: '!', bad: '✗' } as const;

export function linksCheckCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'check',
    summary: {
      en: 'find what is wrong with the links and say the fix; changes nothing',
      fr: 'trouver ce qui ne va pas avec les liaisons et dire le remède, sans rien changer',
    },
    examples: [
      [
        'carnet links check --dir var/site',
        { en: 'exit 1 when something must be done', fr: 'code 1 si quelque chose est à faire' },
      ],
      [
        'sudo carnet links check --json',
        { en: 'root also sees the tunnels’ handshakes', fr: 'root voit aussi l’état des tunnels' },
      ],
      ['carnet links check --dir var/hub', { en: 'the hub’s side', fr: 'du côté du central' }],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const node = readNode(dir);
      const findings =
        node.kind === 'site'
          ? await checkSiteLinks(dir, node, Date.now, () => readRunning(dir))
          : await checkHubTunnels(dir, node, context.readHubSettings(dir), () => runVerb(dir, 'tunnel-list', {}));
      const rows = findings.map(({ link, state, what, todo }) => [
        marks[state],
        link,
        `${say(context, what)}${todo === undefined ? '' : ` → ${say(context, todo)}`}`,
      ]);
      const isBad = findings.some(({ state }) => state === 'bad');
      return { json: { findings }, text: formatTable(rows), exit: isBad ? 1 : 0 };
    },
  });
}

/** As the running program has them; none where none runs, or whose it is not. */
async function readRunning(dir: string): Promise<readonly LinkStatus[]> {
  if (lockHolder(dir) === undefined) return [];
  try {
    return (await callControl(dir, 'link-list', {})) as readonly LinkStatus[];
  } catch {
    return [];
  }
}
