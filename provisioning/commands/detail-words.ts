import type { CommandContext } from './command-context.js';

/**
 * What stands in brackets behind a problem is written in English where it arises; here it is in French. `{}` stands for what
 * was given: a name, a path, a number.
 */
const french: Readonly<Record<string, string>> = {
  '--probe-address {} needs --link-address {}=…': '--probe-address {} demande --link-address {}=…',
  'there is no way back: --confirm {}': 'sans retour possible : --confirm {}',
  'erasures are ordered at the hub': 'les effacements se décident au central',
  'nothing of it is here': 'il n’y a rien de tel ici',
  '--bundle stands alone': '--bundle s’emploie seul',
  '--from lies in the future': '--from est dans le futur',
  '--to lies in the future': '--to est dans le futur',
  '--to is not after --from': '--to n’est pas après --from',
  '--known lies in the future': '--known est dans le futur',
  '--known is before --from': '--known est avant --from',
  'exactly one of --account, --address, --stolen-box': 'exactement un de --account, --address, --stolen-box',
  'either --until or --end': 'soit --until, soit --end',
  '--licence: letters, numbers and signs': '--licence : lettres, chiffres et signes',
  '--number: letters, numbers and signs': '--number : lettres, chiffres et signes',
  '--from: a day, such as 2026-01-31': '--from : un jour, comme 2026-01-31',
  '--until: a day, such as 2026-12-31, not before --from': '--until : un jour, comme 2026-12-31, pas avant --from',
  '--address: an IP address': '--address : une adresse IP',
  '--done: 1 to {} characters': '--done : 1 à {} caractères',
  '--due stands alone': '--due s’emploie seul',
  'privacyRecordYears is not set in settings.json': 'privacyRecordYears n’est pas dans settings.json',
  '--dir FOLDER is required': '--dir DOSSIER est obligatoire',
  '--expires-in-days: a whole number of days': '--expires-in-days : un nombre entier de jours',
  '--output - with --gzip or --json': '--output - avec --gzip ou --json',
  '--uplink is for a site': '--uplink est pour un site',
  '--uplink names a link twice': '--uplink nomme deux fois une liaison',
  'a Bundle of more than {} entries; NDJSON has no such end':
    'un Bundle de plus de {} entrées ; le NDJSON n’a pas cette limite',
  'a FILE is named twice': 'un FICHIER est nommé deux fois',
  'a hub has no hub above it': 'un central n’a pas de central au-dessus de lui',
  'a passphrase has at least {} characters': 'une phrase de passe a au moins {} caractères',
  'a patient without a patient/ scope changes nothing': 'un patient sans portée patient/ ne change rien',
  'a patient/ scope needs the patient whom it is about': 'une portée patient/ demande le patient dont il s’agit',
  'a rotation is unfinished': 'un changement de clé est inachevé',
  'a slot was changed, or put in by somebody else': 'un emplacement a été modifié, ou ajouté par quelqu’un d’autre',
  'after its migration': 'après sa migration',
  'an exchange of the root is under way': 'un remplacement de la racine est en cours',
  'another exchange is under way': 'un autre remplacement est en cours',
  'another key': 'une autre clé',
  'FINGERPRINT: 64 hexadecimal digits': 'EMPREINTE : 64 chiffres hexadécimaux',
  'it signs now: carnet hub issuing rotate': 'elle signe en ce moment : carnet hub issuing rotate',
  'no issuing authority waits': 'aucune autorité émettrice n’attend',
  'no key waits: carnet hub issuing request': 'aucune clé n’attend : carnet hub issuing request',
  'no root is announced': 'aucune racine n’est annoncée',
  'no root was switched': 'aucune racine n’a été mise en service',
  'the authority of the LAN': 'l’autorité du réseau local',
  'the bundle cannot be read': 'le lot est illisible',
  'the issuing authority of the announced root is missing': 'l’autorité émettrice de la racine annoncée manque',
  'the request': 'la demande',
  'the root has ended': 'la racine est terminée',
  'trust message': 'message sur les racines',
  'an entry of the Bundle': 'une entrée du Bundle',
  'at most {} host names': 'au plus {} noms d’hôte',
  'at most {} key slots': 'au plus {} emplacements de clé',
  'certificate request': 'demande de certificat',
  'control message': 'message de commande',
  'control request': 'demande de commande',
  'enrolment message': 'message d’enrôlement',
  'enrolment took too long; start again': 'l’enrôlement a pris trop de temps ; recommencez',
  'it asks for {}': 'elle demande {}',
  'it took too long; start again': 'cela a pris trop de temps ; recommencez',
  'its files': 'ses fichiers',
  'its manifest': 'son manifeste',
  'its signature': 'sa signature',
  'key share message': 'message de part de clé',
  'key slot {}': 'emplacement de clé {}',
  'key slot {} is of an earlier form: remove it, add another':
    'l’emplacement de clé {} est d’une forme antérieure : retirez-le, ajoutez-en un autre',
  'key {}': 'clé {}',
  'link kind: {}': 'type de liaison : {}',
  'link named twice': 'une liaison est nommée deux fois',
  'links are a site’s; at the hub: carnet site show CODE':
    'les liaisons sont celles d’un site ; au central : carnet site show CODE',
  'links are a site’s; this is the folder of a hub':
    'les liaisons sont celles d’un site ; ceci est le dossier d’un central',
  'more than its files': 'plus que ses fichiers',
  'more than {} patients': 'plus de {} patients',
  'more than {} profiles': 'plus de {} profils',
  'no key slot that a person can open: records would be lost':
    'aucun emplacement de clé qu’une personne puisse ouvrir : des dossiers seraient perdus',
  'no link {}: this site has {}': 'pas de liaison {} : ce site a {}',
  'no randomness': 'pas de hasard',
  'no tunnel of a link {}': 'aucun tunnel d’une liaison {}',
  'not a host name or IPv4 address: {}': 'ni nom d’hôte ni adresse IPv4 : {}',
  'not an X25519 key in PEM': 'pas une clé X25519 en PEM',
  'no upgrade is under way: name an archive': 'aucune mise à niveau n’est en cours : nommez une archive',
  'nothing came on standard input': 'rien n’est venu par l’entrée standard',
  'nothing was typed': 'rien n’a été saisi',
  'patient: an id': 'patient : un identifiant',
  'only the hub answers requests': 'seul le central répond aux demandes',
  'only the hub orders sites': 'seul le central donne des ordres aux sites',
  'only the hub registers sites': 'seul le central inscrit des sites',
  'order {}': 'ordre {}',
  'password: at least {} characters': 'mot de passe : au moins {} caractères',
  'password: at most {} characters': 'mot de passe : au plus {} caractères',
  'password: soon guessed': 'mot de passe : vite deviné',
  'plain HTTP may listen on loopback only': 'HTTP sans TLS n’écoute que sur la boucle locale',
  'private key {}': 'clé privée {}',
  'process {}': 'processus {}',
  'renewal message': 'message de renouvellement',
  'renewal took too long; start again': 'le renouvellement a pris trop de temps ; recommencez',
  'scope: 1 to {}': 'portée : 1 à {}',
  'scope {}: {}': 'portée {} : {}',
  'settings.json must be one JSON object': 'settings.json doit être un objet JSON',
  'signed under another authority': 'signée sous une autre autorité',
  'slot {} is sealed to another recovery key': 'l’emplacement {} est scellé pour une autre clé de secours',
  'something else than a Carnet hub answered': 'autre chose qu’un central Carnet a répondu',
  'the answer is not a hub’s': 'la réponse n’est pas d’un central',
  'the answer is too long': 'la réponse est trop longue',
  'the archive is cut off': 'l’archive est coupée',
  'the certificate is not for this box': 'le certificat n’est pas pour ce boîtier',
  'the certificate of the server is not the hub’s': 'le certificat du serveur n’est pas celui du central',
  'the control socket broke': 'la liaison avec le programme s’est rompue',
  'the digest of the file': 'l’empreinte du fichier',
  'the file is too long': 'le fichier est trop long',
  'the hub does not run: carnet hub run': 'le central ne tourne pas : carnet hub run',
  'the hub holds no such share': 'le central n’a pas cette part',
  'the hub’s address must be https://…: {}': 'l’adresse du central doit être https://… : {}',
  'the key of the authority is missing': 'la clé de l’autorité manque',
  'the last key slot that does not hang on a TPM or a hub cannot be removed':
    'le dernier emplacement qui ne dépend ni d’un TPM ni d’un central ne peut être retiré',
  'the manifest cannot be read': 'le manifeste est illisible',
  'the path of the folder is too long for a socket: {}': 'le chemin du dossier est trop long pour une socket : {}',
  'the patient': 'le patient',
  'the profiles of this node': 'les profils de ce nœud',
  'the program does not run: carnet edge run': 'le programme ne tourne pas : carnet edge run',
  'the program stopped before it answered': 'le programme s’est arrêté avant de répondre',
  'the program stops': 'le programme s’arrête',
  'the signature of the manifest': 'la signature du manifeste',
  'the site has not joined: carnet site invite': 'le site n’est pas enrôlé : carnet site invite',
  'the site is {}': 'le site est : {}',
  'the tunnel is not for this box': 'le tunnel n’est pas pour ce boîtier',
  'the two are not the same': 'les deux ne sont pas pareilles',
  'there is no profile in it': 'il ne contient aucun profil',
  'this is a private key: keep it off this machine': 'ceci est une clé privée : ne la laissez pas sur cette machine',
  'this is the folder of a site': 'ceci est le dossier d’un site',
  'this is the folder of a site: alerts are sent by the hub':
    'ceci est le dossier d’un site : c’est le central qui envoie les alertes',
  'this is the folder of the hub': 'ceci est le dossier du central',
  'this is the folder of the hub: carnet hub backup': 'ceci est le dossier du central : carnet hub backup',
  'this is the {}': 'ceci est : {}',
  'to: an absolute path': 'to : un chemin absolu',
  'token name: a-z 0-9 . -': 'nom du jeton : a-z 0-9 . -',
  'token {}': 'jeton {}',
  'token {}; a name stays its first token’s': 'jeton {} ; un nom reste celui de son premier jeton',
  'tunnelEndpoints must be HOST:PORT, with commas between':
    'tunnelEndpoints doit être HÔTE:PORT, séparés par des virgules',
  'tunnelInterface must be a name of at most 15 letters and digits':
    'tunnelInterface doit être un nom d’au plus 15 lettres et chiffres',
  'unknown setting "{}" in settings.json': 'réglage inconnu « {} » dans settings.json',
  'upgradeWindow must be like 01:00-04:00, not {}': 'upgradeWindow s’écrit 01:00-04:00, et non {}',
  'user name: a-z 0-9 . -': 'nom d’utilisateur : a-z 0-9 . -',
  'user {}': 'utilisateur {}',
  'user {} is disabled': 'l’utilisateur {} est désactivé',
  'verify runs at a site: the hub answers it': 'la vérification se lance sur un site ; le central y répond',
  '{} (process {})': '{} (processus {})',
  '{} bytes behind its end': '{} octets après sa fin',
  '{} bytes in one line': '{} octets dans une ligne',
  '{} cannot be read; nothing is checked by it': '{} est illisible ; rien n’est vérifié par lui',
  '{} holds a hub': '{} contient un central',
  '{} holds a site': '{} contient un site',
  '{} holds a node': '{} contient déjà un nœud',
  '{} is a folder, not an archive': '{} est un dossier, pas une archive',
  '{} is empty': '{} est vide',
  '{} is missing': '{} manque',
  '{} is neither a file nor a folder': '{} n’est ni un fichier ni un dossier',
  '{} is no link': '{} n’est pas un lien',
  '{} is not JSON': '{} n’est pas du JSON',
  '{} is not a folder': '{} n’est pas un dossier',
  '{} is the folder of a hub': '{} est le dossier d’un central',
  '{} is the folder of a site': '{} est le dossier d’un site',
  '{} must be a whole number of {} to {}': '{} doit être un nombre entier de {} à {}',
  '{} must be one of {}': '{} doit être l’un de {}',
  '{} must be text of at most {} characters': '{} doit être un texte d’au plus {} caractères',
  '{} must be true or false': '{} doit être true ou false',
  '{} of {} bytes': '{} octets sur {}',
  '{}, line {}': '{}, ligne {}',
  '{}, of another archive': '{}, d’une autre archive',
  '{}: 1 to {} characters': '{} : 1 à {} caractères',
  '{}: a budget of 0 would carry nothing but urgent records; say what was bought':
    '{} : un budget de 0 ne porterait que l’urgent ; dites ce qui a été acheté',
  '{}: a folder whose path holds letters, digits and / _ . - only':
    '{} : un dossier dont le chemin n’a que lettres, chiffres et / _ . -',
  '{}: a number of `carnet import list`': '{} : un numéro de `carnet import list`',
  '{}: a whole number from {} to {}': '{} : un nombre entier de {} à {}',
  '{}: another export was begun there': '{} : un autre export y a été commencé',
  '{}: more than {} bytes unpacked': '{} : plus de {} octets une fois décomprimé',
  '{}: no folder can be made there': '{} : aucun dossier ne peut y être créé',
  '{}: not an Ed25519 key': '{} : pas une clé Ed25519',
  '{}: {} MB are missing': '{} : il manque {} Mo',
  '{}: {}; see `carnet import --mapping-example`': '{} : {} ; voyez `carnet import --mapping-example`',
};

interface Pattern {
  readonly form: RegExp;
  readonly words: string;
}

/** The more of it is fixed, the earlier it is tried: `{}: {}; see …` before what takes nearly anything. */
const patterns: readonly Pattern[] = Object.entries(french)
  .sort(([left], [right]) => fixedLength(right) - fixedLength(left))
  .map(([template, words]) => ({ form: formOf(template), words }));

/** A detail in the language of the answer where that is known; as it is else: a path or a name is the same in both. */
export function detailIn({ language }: Pick<CommandContext, 'language'>, detail: string): string {
  if (language === 'en') return detail;
  for (const { form, words } of patterns) {
    const given = form.exec(detail)?.slice(1);
    if (given === undefined) continue;
    const rest = [...given];
    return words.replaceAll('{}', () => rest.shift() ?? '');
  }
  return detail;
}

function fixedLength(template: string): number {
  return template.replaceAll('{}', '').length;
}

function formOf(template: string): RegExp {
  const fixed = template.split('{}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${fixed.join('(.+?)')}$`, 's');
}
