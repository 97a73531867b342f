import type { Command } from 'commander';
import type { AlertTestReport, TestedChannel } from '../../verbs/alert-test-report.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand, leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

/** `carnet hub alerts …` */
export function hubAlertsCommand(context: CommandContext): Command {
  return groupCommand(context, 'alerts', groups.alerts, [alertsTestCommand(context)]);
}

function alertsTestCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'test',
    summary: {
      en: 'send a test message by mail and webhook, and say what came of it',
      fr: 'envoyer un message d’essai par courriel et webhook, et dire ce qu’il en est',
    },
    examples: [
      ['carnet hub alerts test --dir var/hub', { en: 'over each channel, once', fr: 'par chaque voie, une fois' }],
      ['carnet hub alerts test --json', { en: 'for programs', fr: 'pour les programmes' }],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    run: async (call) => {
      const report = await runVerb(requiredText(call, 'dir'), 'alerts-test', {});
      const exit = isWell(report) ? 0 : 1;
      return { json: report, text: report.channels.map((channel) => describe(context, channel)).join('\n'), exit };
    },
  });
}

/** At least one way to people, and none that is broken. */
function isWell({ channels }: AlertTestReport): boolean {
  const isSet = channels.filter(({ outcome }) => outcome !== 'off');
  return isSet.length > 0 && isSet.every(({ outcome }) => outcome === 'sent');
}

const names: Readonly<Record<TestedChannel['channel'], Words>> = {
  mail: { en: 'mail', fr: 'courriel' },
  webhook: { en: 'webhook', fr: 'webhook' },
};

const faults: Readonly<Record<string, Words>> = {
  missing: { en: 'is needed too', fr: 'est nécessaire aussi' },
  'not-an-address': { en: 'is not a proper address', fr: 'n’est pas une adresse correcte' },
  'too-many': { en: 'holds too many addresses: 20 at most', fr: 'contient trop d’adresses : 20 au plus' },
  'not-https': { en: 'must begin with https://', fr: 'doit commencer par https://' },
  'too-short': { en: 'holds too short a secret', fr: 'contient un secret trop court' },
  unprotected: {
    en: 'must be starttls or tls: the password would be readable on the way',
    fr: 'doit être starttls ou tls : le mot de passe serait lisible en chemin',
  },
  unreadable: { en: 'names a file that cannot be read', fr: 'nomme un fichier illisible' },
  'readable-by-others': {
    en: 'names a file that others may read: chmod 600',
    fr: 'nomme un fichier que d’autres peuvent lire : chmod 600',
  },
  'not-certificates': { en: 'holds no certificates (PEM)', fr: 'ne contient pas de certificats (PEM)' },
};

const reasons: Readonly<Record<string, Words>> = {
  'name-unknown': { en: 'its name is not known: check the host', fr: 'nom inconnu : vérifiez l’hôte' },
  unreachable: {
    en: 'nobody answers there: check host, port and firewall',
    fr: 'personne n’y répond : vérifiez l’hôte, le port et le pare-feu',
  },
  untrusted: {
    en: 'its certificate is not trusted: see alertAuthorityFile and the security of the connection',
    fr: 'certificat non reconnu : voyez alertAuthorityFile et la protection de la connexion',
  },
  'time-out': { en: 'no answer in time: try again', fr: 'pas de réponse à temps : réessayez' },
  credentials: { en: 'user, password or secret are refused', fr: 'utilisateur, mot de passe ou secret refusés' },
  refused: { en: 'it does not take this: check addresses', fr: 'refus : vérifiez les adresses' },
  busy: { en: 'it cannot now: try again later', fr: 'indisponible : réessayez plus tard' },
  redirected: { en: 'it points elsewhere: set the new address', fr: 'renvoie ailleurs : mettez la nouvelle adresse' },
};

function describe(context: CommandContext, { channel, outcome, setting, fault, reason }: TestedChannel): string {
  const name = say(context, names[channel]);
  const colon = context.language === 'fr' ? ' : ' : ': ';
  return `${name}${colon}${said()}`;

  function said(): string {
    if (outcome === 'sent') return say(context, { en: 'sent', fr: 'envoyé' });
    if (outcome === 'off') return say(context, { en: 'not set', fr: 'non réglé' });
    const words = outcome === 'failed' ? reasons[reason ?? ''] : faults[fault ?? ''];
    const why = words === undefined ? (reason ?? fault ?? '') : say(context, words);
    if (outcome === 'failed') return `${say(context, { en: 'not sent', fr: 'non envoyé' })} · ${why}`;
    return `${setting} ${why}`;
  }
}
