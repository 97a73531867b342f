import type { Command } from 'commander';
import type { KeptImport } from '../../../journal/imports/import-store.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';

const stateWords: Readonly<Record<KeptImport['state'], Words>> = {
  open: { en: 'cut: the same command goes on', fr: 'coupé : la même commande reprend' },
  done: { en: 'done', fr: 'fait' },
  undoing: { en: 'being taken back: undo goes on', fr: 'annulation en cours : undo reprend' },
  undone: { en: 'taken back', fr: 'annulé' },
};

export function importListCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'list',
    summary: { en: 'what was brought in, the newest first', fr: 'ce qui a été importé, le plus récent d’abord' },
    examples: [
      ['carnet import list --dir var/site', { en: 'with the numbers for undo', fr: 'avec les numéros pour undo' }],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const imports = await runVerb(requiredText(call, 'dir'), 'import-list', {});
      const none = say(context, { en: 'Nothing was brought in yet', fr: 'Rien n’a encore été importé' });
      return { json: { imports }, text: imports.length === 0 ? none : rowsOf(context, imports) };
    },
  });
}

function rowsOf(context: CommandContext, imports: readonly KeptImport[]): string {
  const heads = [
    { en: 'no.', fr: 'n°' },
    { en: 'began', fr: 'début' },
    { en: 'by', fr: 'par' },
    { en: 'created', fr: 'créées' },
    { en: 'updated', fr: 'modifiées' },
    { en: 'refused', fr: 'refusées' },
    { en: 'state', fr: 'état' },
    { en: 'files', fr: 'fichiers' },
  ].map((words) => say(context, words));
  const rows = imports.map(({ id, beganAt, operator, created, updated, refused, state, files }) => [
    ...[String(id), new Date(beganAt).toISOString().slice(0, 16).replace('T', ' '), operator],
    ...[String(created), String(updated), String(refused), say(context, stateWords[state])],
    files
      .map(({ name }) => name)
      .join(' ')
      .slice(0, 60),
  ]);
  return formatTable([heads, ...rows]);
}
