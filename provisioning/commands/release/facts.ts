import type { Command } from 'commander';
import { readPackageLayout } from '../../../config/running/package-layout.js';
import { protocolVersion } from '../../../protocol/batch.js';
import { thisMachine } from '../../release/judge-release.js';
import { thisSchema } from '../../release/read-facts.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';

/** `carnet release facts`: what this program is, and makes of a database; `release pack` asks the tree that it packs. */
export function releaseFactsCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'facts',
    summary: { en: 'what this program is, for programs', fr: 'ce qu’est ce programme, pour les programmes' },
    examples: [['carnet release facts --json', { en: 'changes nothing', fr: 'ne modifie rien' }]],
    run: async () => {
      const { version } = readPackageLayout();
      const facts = { version, protocol: protocolVersion, schema: thisSchema(), machine: thisMachine() };
      const { journal } = facts.schema;
      const text = say(context, {
        en: `Carnet ${version} · schema ${journal.version}, also written from ${journal.floor} on · protocol ${protocolVersion}`,
        fr: `Carnet ${version} · schéma ${journal.version}, écrit aussi à partir de ${journal.floor} · protocole ${protocolVersion}`,
      });
      return { json: facts, text };
    },
  });
}
