import { X509Certificate } from 'node:crypto';
import { chmodSync } from 'node:fs';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { writeRevocationList } from '../../certificates/revocation-list.js';
import { writeFileAtomically } from '../../folder/atomic-file.js';
import { authorityOf, readIdentity } from '../../node-folder.js';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText, textOption } from '../options.js';
import { parseDuration } from '../quantity.js';

export function hubCrlCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'crl',
    summary: {
      en: 'write the list of revoked certificates for an external broker.\nThe hub itself does not need it. Write it anew before its end: after that such a broker refuses everybody.',
      fr: 'écrire la liste des certificats révoqués pour un courtier externe.\nLe central n’en a pas besoin. Réécrivez-la avant sa fin : ensuite un tel courtier refuse tout le monde.',
    },
    examples: [['carnet hub crl --out /etc/mosquitto/carnet.crl', { en: 'good for 30 days', fr: 'valable 30 jours' }]],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command
        .requiredOption('--out <file>', words({ en: 'file to write', fr: 'fichier à écrire' }))
        .option('--valid <duration>', words({ en: 'until the next one, e.g. 30d', fr: 'jusqu’à la suivante' }), '30d');
    },
    run: async (call) => {
      const [dir, file] = [requiredText(call, 'dir'), requiredText(call, 'out')];
      const { ended, nowMilliseconds } = await runVerb(dir, 'certificates-ended', {});
      const { authorityKeyPem, ...identity } = readIdentity(dir);
      if (authorityKeyPem === undefined)
        throw new Problem('folder-not-initialised', 'the key of the authority is missing');
      const revoked = ended.flatMap(({ pem, endedMilliseconds: atMilliseconds }) =>
        pem === undefined || atMilliseconds === undefined
          ? []
          : [{ serialNumber: new X509Certificate(pem).serialNumber, atMilliseconds }],
      );
      const nextMilliseconds = nowMilliseconds + parseDuration(textOption(call, 'valid') ?? '30d');
      const authority = authorityOf({ ...identity, authorityKeyPem });
      writeFileAtomically(file, writeRevocationList(authority, { revoked, nowMilliseconds, nextMilliseconds }));
      // Nothing in it is secret, and the broker is another user.
      chmodSync(file, 0o644);
      const text = say(context, {
        en: `${file}: ${revoked.length} certificates, good until ${formatTime(nextMilliseconds)}`,
        fr: `${file} : ${revoked.length} certificats, valable jusqu’au ${formatTime(nextMilliseconds)}`,
      });
      return { json: { file, revoked: revoked.length, nextMilliseconds }, text };
    },
  });
}
