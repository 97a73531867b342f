import type { Command } from 'commander';
import type { AuthorityPair } from '../../../certificates/issuing-authority.js';
import { announceRoot, trustStanding } from '../../../hub/trust/exchange-root.js';
import { readIdentity } from '../../../node-folder.js';
import { rootCertificateIn } from '../../../trust/root-file.js';
import { type CommandContext, say } from '../../command-context.js';
import type { SecretInput } from '../../key/secret-input.js';
import { type Call, leafCommand } from '../../leaf.js';
import { addFolderOption, requiredText, textOption } from '../../options.js';
import { openRootFile, withInput } from '../open-root.js';

export function trustAnnounceCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'announce',
    summary: {
      en: 'tell all nodes of another root; both are trusted then. The hub may run meanwhile.\nAt a hub of before, whose authority’s key lies in its folder, --root is left out.',
      fr: 'annoncer une autre racine à tous les nœuds ; les deux comptent alors. Le central peut tourner.\nSur un central d’avant, dont la clé est dans le dossier, --root est omis.',
    },
    examples: [
      [
        'carnet hub trust announce --new-root root-2.carnet --root root-key.carnet',
        { en: 'asks for what opens each', fr: 'demande ce qui ouvre chacun' },
      ],
      [
        'carnet hub trust announce --new-root /media/stick/root.carnet',
        { en: 'at a hub of before', fr: 'sur un central d’avant' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command
        .requiredOption('--new-root <file>', words({ en: 'file of the other root', fr: 'fichier de l’autre racine' }))
        .option('--new-root-secret-file <file>', words({ en: 'what opens it, its first line', fr: 'ce qui l’ouvre' }))
        .option('--root <file>', words({ en: 'file of the root that is trusted', fr: 'fichier de la racine reconnue' }))
        .option('--root-secret-file <file>', words({ en: 'what opens it, its first line', fr: 'ce qui l’ouvre' }));
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const trusted = textOption(call, 'root');
      if (trusted !== undefined) rootCertificateIn(trusted);
      await withInput(context, async (input) => {
        // Who does not hold what opens the new one would be left without a root: it is asked for first.
        const next = await openRootFile(context, call, input, ['newRoot', 'newRootSecretFile']);
        const signer = await openSigner(context, call, input, dir);
        await announceRoot(dir, { signer, next, nowMilliseconds: Date.now() });
      });
      const text = say(context, {
        en: 'Both roots are trusted. Each site that meets the hub takes this up within some hours, or when it starts.\nNext: carnet hub trust status says which do not know yet; then stop the hub and run carnet hub trust switch.',
        fr: 'Les deux racines sont reconnues. Chaque site qui joint le central l’apprend en quelques heures, ou à son démarrage.\nEnsuite : carnet hub trust status dit lesquels l’ignorent ; puis arrêtez le central et lancez carnet hub trust switch.',
      });
      return { json: trustStanding(dir), text };
    },
  });
}

/** At a hub of before its one authority is the root, and its key lies in the folder. */
async function openSigner(
  context: CommandContext,
  call: Call,
  input: SecretInput,
  dir: string,
): Promise<AuthorityPair> {
  const { authorityPem, authorityKeyPem, issuingPem } = readIdentity(dir);
  if (authorityKeyPem !== undefined && issuingPem === undefined) {
    return { certificatePem: authorityPem, keyPem: authorityKeyPem };
  }
  return openRootFile(context, call, input, ['root', 'rootSecretFile']);
}
