import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { hasWayBack, judgeRelease, thisMachine } from '../../release/judge-release.js';
import { onlyProven, readArchive } from '../../release/read-archive.js';
import { thisSchema } from '../../release/read-facts.js';
import { readTrustedKeys } from '../../release/release-key.js';
import { formatTime } from '../../time-text.js';
import { rootPaths } from '../../upgrade/install-root.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { requiredText, textOption } from '../options.js';
import { formatTable } from '../table.js';
import { addRootOption } from '../upgrade/root-option.js';
import { requireArchive } from './require-archive.js';

/** `carnet release show`: an archive, proven whole; nothing is said of one that is not. */
export function releaseShowCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'show <archive>',
    summary: { en: 'who signed an archive, and what it is', fr: 'qui a signé une archive, et ce qu’elle est' },
    examples: [
      [
        'carnet release show carnet-0.2.0.release',
        { en: 'reads and proves all of it', fr: 'la lit et la vérifie toute' },
      ],
    ],
    configure: (command, words) => {
      addRootOption(command, words, context);
      const help = { en: 'list of keys instead of the root’s', fr: 'liste de clés au lieu de celle de la racine' };
      command.option('--trusted <file>', words(help));
    },
    nextSteps: {
      'not-found': {
        en: 'Check the path of the archive, --root and its list trusted-keys; a box is prepared once for upgrades (README, “Another release”)',
        fr: 'Vérifiez le chemin de l’archive, --root et sa liste trusted-keys ; un boîtier se prépare une fois aux mises à niveau (README, « Another release »)',
      },
    },
    run: async (call) => {
      const [archive] = call.positionals;
      if (archive === undefined) throw new Problem('usage-wrong', 'ARCHIVE');
      requireArchive(archive);
      const trusted = readTrustedKeys(textOption(call, 'trusted') ?? rootPaths(requiredText(call, 'root')).trusted);
      const { manifest, signer } = await readArchive(archive, trusted, () => onlyProven);
      const { version, madeAt, protocol, schema, machine, files } = manifest;
      const isForHere = judgeRelease(manifest, thisMachine(), undefined) === undefined;
      const wayBack = hasWayBack(thisSchema(), schema);
      const facts = { version, madeAt, protocol, schema, machine, isForHere, wayBack };
      const json = { verified: true, signer: { id: signer.id, name: signer.name }, ...facts, files: files.length };
      const yes = (is: boolean) =>
        is ? say(context, { en: 'yes', fr: 'oui' }) : say(context, { en: 'no', fr: 'non' });
      const text = formatTable([
        ['version', version],
        [say(context, { en: 'signed by', fr: 'signée par' }), `${signer.name} (${signer.id})`],
        [say(context, { en: 'made', fr: 'faite le' }), formatTime(madeAt)],
        [say(context, { en: 'for', fr: 'pour' }), `${machine.platform} ${machine.arch}, Node ABI ${machine.modules}`],
        [say(context, { en: 'runs on this machine', fr: 'tourne sur cette machine' }), yes(isForHere)],
        [
          say(context, { en: 'schema, floor', fr: 'schéma, plancher' }),
          `${schema.journal.version}, ${schema.journal.floor}`,
        ],
        [say(context, { en: 'way back to this program', fr: 'retour possible à ce programme' }), yes(wayBack)],
        [say(context, { en: 'files, all proven', fr: 'fichiers, tous vérifiés' }), String(files.length)],
      ]);
      return { json, text };
    },
  });
}
