import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readPackageLayout } from '../../../config/running/package-layout.js';
import { Problem } from '../../../protocol/problem.js';
import { packRelease, type ReleaseFacts } from '../../release/pack-release.js';
import { readReleaseKey } from '../../release/release-key.js';
import { releaseFiles } from '../../release/release-tree.js';
import { askRelease } from '../../upgrade/as-owner.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { requiredText, textOption } from '../options.js';

const factsMillisecondsMax = 60_000;

/** `carnet release pack`: a built tree as one signed file. */
export function releasePackCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'pack',
    summary: { en: 'make a signed archive of a built tree', fr: 'faire l’archive signée d’une version construite' },
    examples: [
      [
        'carnet release pack --key release.key --out carnet-0.2.0.release',
        { en: 'of the tree that this command is of', fr: 'de l’arborescence de cette commande' },
      ],
    ],
    configure: (command, words) => {
      command
        .requiredOption('--key <file>', words({ en: 'what signs it', fr: 'ce qui la signe' }))
        .requiredOption('--out <file>', words({ en: 'the archive', fr: 'l’archive' }))
        .option('--from <folder>', words({ en: 'the built tree', fr: 'l’arborescence construite' }));
    },
    nextSteps: {
      'usage-wrong': {
        en: 'Give a tree that is built, with its packages: npm ci && npm run build; --help says the rest',
        fr: 'Donnez une arborescence construite, avec ses paquets : npm ci && npm run build ; le reste avec --help',
      },
    },
    run: async (call) => {
      const own = readPackageLayout().root;
      const [tree, out] = [resolve(textOption(call, 'from') ?? own), resolve(requiredText(call, 'out'))];
      const key = readReleaseKey(requiredText(call, 'key'));
      // The tree says what it is, not this program.
      const said = (await askRelease(tree, tree, ['release', 'facts'], factsMillisecondsMax).catch((cause) => {
        throw new Problem('usage-wrong', `--from ${tree}`, [], { cause });
      })) as ReleaseFacts;
      const facts = { ...said, form: 1, product: 'carnet', madeAt: Date.now() } as const;
      const { version, files } = await packRelease(releaseFiles(tree), facts, key, out);
      const { size } = statSync(out);
      const [count, megabytes] = [files.length, (size / 1e6).toFixed(1)];
      const text = say(context, {
        en: `${out}: Carnet ${version}, ${count} files, ${megabytes} MB`,
        fr: `${out} : Carnet ${version}, ${count} fichiers, ${megabytes} Mo`,
      });
      return { json: { out, version, files: count, bytes: size }, text };
    },
  });
}
