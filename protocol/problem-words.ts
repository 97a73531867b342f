import { attachmentProblemWords } from './attachment-problem-words.js';
import { releaseProblemWords } from './release-problem-words.js';
import { requestProblemWords } from './request-problem-words.js';
import { signInProblemWords } from './sign-in-problem-words.js';
import { trustProblemWords } from './trust-problem-words.js';

/** What each problem says to people, in English and in French: what happened, what is safe, what to do next. */
export const problemWords = {
  // What was sent does not have the form it must have.
  'identifier-malformed': ['The identifier is not well formed.', 'L’identifiant est mal formé.'],
  'body-malformed': [
    'The content cannot be parsed; nothing was stored.',
    'Le contenu est illisible ; rien n’a été enregistré.',
  ],
  'resource-invalid': [
    'The resource breaks a rule; nothing was stored.',
    'La ressource enfreint une règle ; rien n’a été enregistré.',
  ],
  'resource-structure': [
    'The resource does not have the form of its type; nothing was stored.',
    'La ressource n’a pas la forme de son type ; rien n’a été enregistré.',
  ],
  'type-unknown': ['This resource type is not known here.', 'Ce type de ressource n’est pas connu ici.'],
  'parameter-unknown': [
    'This search parameter is not known for the type.',
    'Ce critère de recherche n’est pas connu pour ce type.',
  ],
  'parameter-malformed': ['The value of a parameter is not well formed.', 'La valeur d’un paramètre est mal formée.'],
  'request-invalid': [
    'A value of the request is not one that it may have; nothing was changed.',
    'Une valeur de la demande n’est pas permise ; rien n’a été modifié.',
  ],
  'too-large': [
    'The content is larger than allowed; nothing was stored.',
    'Le contenu dépasse la taille permise ; rien n’a été enregistré.',
  ],
  'media-type': ['Only application/fhir+json is understood.', 'Seul application/fhir+json est compris.'],
  'not-acceptable': ['Only application/fhir+json can be sent.', 'Seul application/fhir+json peut être envoyé.'],
  // What was asked for is not there, or has moved on.
  'not-found': ['There is nothing under this address.', 'Rien à cette adresse.'],
  deleted: ['This record was withdrawn; its history remains.', 'Cet élément a été retiré ; son historique demeure.'],
  erased: [
    'This record was erased by order of law: its content is gone everywhere, and nothing is written into it any more.',
    'Cet élément a été effacé sur décision légale : son contenu n’existe plus nulle part, et plus rien ne s’y écrit.',
  ],
  'version-conflict': [
    'Someone saved a newer version meanwhile; yours was not stored. Reload, compare, save again.',
    'Une version plus récente a été enregistrée entre-temps ; la vôtre ne l’a pas été. Rechargez, comparez, enregistrez à nouveau.',
  ],
  'already-exists': ['It exists already.', 'Cela existe déjà.'],
  ...requestProblemWords,
  'method-unsupported': ['This operation is not supported here.', 'Cette opération n’est pas prise en charge ici.'],
  ...signInProblemWords,
  // Sync.
  'batch-malformed': [
    'A batch could not be parsed; the cursor did not move.',
    'Un lot est illisible ; le curseur n’a pas bougé.',
  ],
  'batch-hash-mismatch': [
    'A batch does not match its own hash; the cursor did not move.',
    'Un lot ne correspond pas à son empreinte ; le curseur n’a pas bougé.',
  ],
  'record-waiting': [
    'An earlier version of this record could not be read there; this one is kept and waits behind it. Nothing is lost.',
    'Une version antérieure de ce dossier n’a pas pu y être lue ; celle-ci est gardée et attend derrière elle. Rien n’est perdu.',
  ],
  'card-keys-too-many': ['Too many card keys; earlier ones stay good.', 'Trop de clés de cartes ; les autres restent.'],
  'batch-gap': [
    'A batch starts after the cursor; the cursor did not move.',
    'Un lot commence après le curseur ; le curseur n’a pas bougé.',
  ],
  'batch-fork': [
    'The same sequence numbers came with another content; they were set aside, nothing was overwritten.',
    'Les mêmes numéros sont arrivés avec un autre contenu ; ils ont été mis de côté, rien n’a été écrasé.',
  ],
  'epoch-unknown': ['The epoch is not the one agreed on.', 'L’époque n’est pas celle convenue.'],
  'dictionary-unknown': [
    'The compression dictionary is not known here; send plain.',
    'Le dictionnaire de compression n’est pas connu ; envoyez sans.',
  ],
  'version-unsupported': [
    'The protocol version is not supported.',
    'La version du protocole n’est pas prise en charge.',
  ],
  'scope-forged': [
    'Origin, topic and certificate do not agree; refused and counted.',
    'Origine, sujet et certificat ne concordent pas ; refusé et compté.',
  ],
  'certificate-refused': [
    'The certificate is not on the list of active sites.',
    'Le certificat n’est pas dans la liste des sites actifs.',
  ],
  'site-cloned': [
    'Another copy of this site is at work; this one may not send. Records are safe here: the region’s operations readmit it.',
    'Une autre copie de ce site est en service ; celle-ci ne peut pas envoyer. Les données sont en sécurité ici : l’exploitation régionale la réadmet.',
  ],
  'hub-unreachable': [
    'The hub cannot be reached. Records are safe here and go on later.',
    'Le central est injoignable. Les données sont en sécurité ici et partiront plus tard.',
  ],
  ...attachmentProblemWords,
  // Enrolment.
  'invite-malformed': [
    'This one-time code has a typing error. Compare it with the sheet.',
    'Ce code à usage unique contient une erreur de frappe. Comparez-le avec la feuille.',
  ],
  'invite-unknown': [
    'The hub does not know this code, or the code is not right. Nothing was written. Ask for a new one.',
    'Le central ne connaît pas ce code, ou le code est faux. Rien n’a été écrit. Demandez-en un nouveau.',
  ],
  'invite-used': [
    'This code was already used by another box. Nothing was written. Ask for a new one.',
    'Ce code a déjà servi pour un autre boîtier. Rien n’a été écrit. Demandez-en un nouveau.',
  ],
  'invite-expired': [
    'This code has expired. Nothing was written. Ask for a new one.',
    'Ce code a expiré. Rien n’a été écrit. Demandez-en un nouveau.',
  ],
  'hub-unproven': [
    'The server that answered could not prove that it is the hub of this code. Nothing was sent or written.',
    'Le serveur qui a répondu n’a pas pu prouver qu’il est le central de ce code. Rien n’a été envoyé ni écrit.',
  ],
  'request-other-name': [
    'The certificate request is for another name than this site’s. Nothing was signed or changed.',
    'La demande de certificat porte un autre nom que celui de ce site. Rien n’a été signé ni changé.',
  ],
  'enrolment-cut': [
    'The hub fell silent half-way. This box keeps its key and the code is not lost: the same command again goes on from here.',
    'Le central s’est tu en chemin. Ce boîtier garde sa clé et le code n’est pas perdu : la même commande reprend d’ici.',
  ],
  'already-joined': [
    'This box is already a site, enrolled with another code. Nothing was changed and the code was not used.',
    'Ce boîtier est déjà un site, enrôlé avec un autre code. Rien n’a été modifié et le code n’a pas servi.',
  ],
  'not-enrolled': [
    'The hub has not been reached yet: this site works by itself. Records are safe here; it enrols by itself and sends them when there is a link.',
    'Le central n’a pas encore été joint : ce site travaille seul. Les données sont en sécurité ici ; il s’enrôle seul et les envoie dès qu’il y a une liaison.',
  ],
  'kit-truncated': [
    'This file is not whole: it was cut off when it was copied. Nothing was changed. Copy it again, and eject the stick before you pull it out.',
    'Ce fichier est incomplet : la copie a été coupée. Rien n’a été modifié. Recopiez-le, et éjectez la clé avant de la retirer.',
  ],
  'kit-altered': [
    'This file is not as it was written: something in it was changed or damaged. Nothing was changed here. Copy it again from where it was made.',
    'Ce fichier n’est plus comme il a été écrit : il a été modifié ou abîmé. Rien n’a été modifié ici. Recopiez-le depuis sa source.',
  ],
  'kit-other-box': [
    'This bundle does not answer a request of this box: it is another box’s, or of an earlier request. Nothing was changed.',
    'Ce fichier ne répond pas à une demande de ce boîtier : il est d’un autre boîtier, ou d’une demande antérieure. Rien n’a été modifié.',
  ],
  'kit-unproven': [
    'Whoever wrote this file did not know the one-time code: it proves nothing. Nothing was changed. Call regional operations.',
    'Qui a écrit ce fichier ne connaissait pas le code à usage unique : il ne prouve rien. Rien n’a été modifié. Appelez la région.',
  ],
  'certificate-over': [
    'The certificate ended more than a year ago. Records are safe here: ask regional operations for a new one-time code.',
    'Le certificat a pris fin il y a plus d’un an. Les données sont en sécurité ici : demandez un nouveau code à la région.',
  ],
  'tunnel-key-taken': [
    'A key of a tunnel already belongs to another tunnel. Nothing was written. Join again: new keys are made.',
    'Une clé de tunnel appartient déjà à un autre tunnel. Rien n’a été écrit. Relancez : de nouvelles clés sont créées.',
  ],
  'tunnel-subnet-full': [
    'The hub has no address left for another tunnel. Nothing was written. Give it a wider tunnelSubnet.',
    'Le central n’a plus d’adresse pour un tunnel. Rien n’a été écrit. Donnez-lui un tunnelSubnet plus grand.',
  ],
  // The machine.
  'usage-wrong': ['The command was not understood.', 'La commande n’a pas été comprise.'],
  'folder-not-initialised': [
    'This folder holds no Carnet node yet.',
    'Ce dossier ne contient pas encore de nœud Carnet.',
  ],
  'folder-incomplete': [
    'A file that the node needs is missing from its folder. Nothing was touched; records stay where they are. Put that file back from your copy and change nothing else; without a copy, call regional operations.',
    'Un fichier nécessaire au nœud manque dans son dossier. Rien n’a été touché ; les données restent en place. Remettez ce fichier depuis votre copie sans rien changer d’autre ; sans copie, appelez la région.',
  ],
  'identity-mismatch': [
    'The key, the certificate and the authority of this node do not belong together. Nothing was touched; records are safe. Put the folder identity back from your copy; without a copy, call regional operations.',
    'La clé, le certificat et l’autorité de ce nœud ne vont pas ensemble. Rien n’a été touché ; les données sont en sécurité. Remettez le dossier identity depuis votre copie ; sans copie, appelez la région.',
  ],
  'folder-in-use': [
    'A running program holds this folder. Nothing was changed.',
    'Un programme en marche occupe ce dossier. Rien n’a été modifié.',
  ],
  'database-key-wrong': [
    'The database does not open with this key: the key is wrong or the file is not a Carnet database. Nothing was touched.',
    'La base ne s’ouvre pas avec cette clé : la clé est fausse ou le fichier n’est pas une base Carnet. Rien n’a été touché.',
  ],
  'key-slots-damaged': [
    'The list of key slots is cut short or was altered. Nothing was changed. Put key-slots.json back from your copy.',
    'La liste des emplacements de clé est tronquée ou a été modifiée. Rien n’a été changé. Remettez key-slots.json depuis votre copie.',
  ],
  'key-slots-foreign': [
    'These key slots are of another box or another day: their key is not the one of this database. Nothing was touched. Put back the key-slots.json of this box.',
    'Ces emplacements de clé sont d’un autre boîtier ou d’un autre jour : leur clé n’est pas celle de cette base. Rien n’a été touché. Remettez le key-slots.json de ce boîtier.',
  ],
  ...trustProblemWords,
  'key-slot-closed': [
    'This key slot does not open with what was given. Nothing was changed.',
    'Cet emplacement de clé ne s’ouvre pas avec ce qui a été donné. Rien n’a été modifié.',
  ],
  'key-share-refused': [
    'The hub refuses its share of the key: the site is revoked, replaced or locked, or the share is gone. Nothing was touched. Start with the passphrase or the recovery code, or call regional operations.',
    'Le central refuse sa part de la clé : le site est révoqué, remplacé ou verrouillé, ou la part n’existe plus. Rien n’a été touché. Démarrez avec la phrase secrète ou le code de secours, ou appelez la région.',
  ],
  'key-locked': [
    'This site was locked by an order of the hub. Records are safe and encrypted. Start it with --unlock and the passphrase or the recovery code.',
    'Ce site a été verrouillé par un ordre du central. Les données sont en sécurité, chiffrées. Démarrez-le avec --unlock et la phrase secrète ou le code de secours.',
  ],
  'site-unsynced': [
    'The site was not wiped: it holds records that the hub does not. Nothing is lost. Mend the link and order it again.',
    'Le site n’a pas été effacé : il a des données que le central n’a pas. Rien n’est perdu. Réparez la liaison et donnez l’ordre à nouveau.',
  ],
  'site-wiped': [
    'This site was wiped by an order of the hub: its keys are destroyed. What it had sent is safe at the hub. The box can join again with a new code.',
    'Ce site a été effacé par un ordre du central : ses clés sont détruites. Ce qu’il avait envoyé est en sécurité au central. Le boîtier peut être enrôlé à nouveau avec un nouveau code.',
  ],
  'recovery-code-malformed': [
    'The recovery code has a typing error. Nothing was tried. Compare it with the sheet, group by group.',
    'Le code de secours contient une faute de frappe. Rien n’a été tenté. Comparez-le à la feuille, groupe par groupe.',
  ],
  'tpm-unavailable': [
    'The TPM of this machine does not answer, or does not know what it should open. Nothing was changed. Use another key slot.',
    'Le TPM de cette machine ne répond pas ou ne connaît pas ce qu’il doit ouvrir. Rien n’a été modifié. Utilisez un autre emplacement de clé.',
  ],
  'database-corrupt': [
    'The database file is damaged. Nothing was touched. Keep the file and restore the last backup.',
    'Le fichier de la base est endommagé. Rien n’a été touché. Conservez-le et restaurez la dernière sauvegarde.',
  ],
  'database-version': [
    'The database was made by a newer Carnet, or SQLite is too old. Nothing was touched.',
    'La base vient d’une version plus récente de Carnet, ou SQLite est trop ancien. Rien n’a été touché.',
  ],
  'disk-full': [
    'The disk is full. What was saved is safe; nothing new was stored. Free some space.',
    'Le disque est plein. Ce qui était enregistré est en sécurité ; rien de nouveau n’a été enregistré. Libérez de la place.',
  ],
  'disk-failed': [
    'The disk reported an error. The program stops and checks itself at the next start.',
    'Le disque a signalé une erreur. Le programme s’arrête et se vérifiera au prochain démarrage.',
  ],
  'backup-failed': [
    'The backup could not be written. What was saved is safe; nothing half-written was left. Earlier backups still hold.',
    'La sauvegarde n’a pas pu être écrite. Ce qui était enregistré est en sécurité ; rien d’inachevé n’est resté. Les sauvegardes précédentes restent valables.',
  ],
  'backup-refused': [
    'This is no backup that the hub’s authority stands behind: its manifest is missing, damaged or made elsewhere. Nothing was changed.',
    'Le central ne garantit pas cette sauvegarde : son manifeste manque, est endommagé ou vient d’ailleurs. Rien n’a été modifié.',
  ],
  'backup-foreign': [
    'This backup is of another hospital. Nothing was changed. Look for the file that names this site.',
    'Cette sauvegarde vient d’un autre hôpital. Rien n’a été modifié. Cherchez le fichier au nom de ce site.',
  ],
  'backup-truncated': [
    'The file of the backup is not complete: it does not have the length that its manifest names. Nothing was changed. Copy it again, or take an earlier one.',
    'Le fichier de la sauvegarde est incomplet : sa longueur n’est pas celle du manifeste. Rien n’a été modifié. Recopiez-le, ou prenez une sauvegarde antérieure.',
  ],
  'backup-altered': [
    'The backup was altered or damaged after it was made: file, manifest and signature do not agree. Nothing was changed. Take another one.',
    'La sauvegarde a été altérée ou abîmée après coup : fichier, manifeste et signature ne concordent pas. Rien n’a été modifié. Prenez-en une autre.',
  ],
  'backup-unlike': [
    'The backup opens, but what it holds is not what its manifest says. Nothing was changed. Take another one, and tell regional operations.',
    'La sauvegarde s’ouvre, mais son contenu n’est pas celui du manifeste. Rien n’a été modifié. Prenez-en une autre et prévenez la région.',
  ],
  'backup-contents': [
    'The attachments beside this backup are missing or damaged; its records are whole. Nothing was changed. Remove the damaged file: the next backup makes it anew.',
    'Les pièces jointes à côté de cette sauvegarde manquent ou sont abîmées ; ses dossiers sont entiers. Rien n’a été modifié. Supprimez le fichier abîmé : la prochaine sauvegarde le refait.',
  ],
  'backup-quota': [
    'The hub has no room for this backup within what a site may keep there. The copies elsewhere are safe.',
    'Le central n’a plus de place pour cette sauvegarde dans la part du site. Les copies ailleurs sont en sécurité.',
  ],
  'unsent-changes': [
    'Changes in the database here have not reached the hub and are not in this backup. Nothing was changed. Run the site until nothing waits for the hub, or repeat with --discard-unsent.',
    'Des changements de la base actuelle ne sont ni au central ni dans cette sauvegarde. Rien n’a été modifié. Laissez tourner le site jusqu’à ce que rien n’attende, ou répétez avec --discard-unsent.',
  ],
  ...releaseProblemWords,
  'permission-denied': ['The operating system does not permit this.', 'Le système d’exploitation ne le permet pas.'],
  'port-in-use': ['The network port is already in use.', 'Le port réseau est déjà utilisé.'],
  'index-rebuilding': [
    'The search index is being built again, so that something may not be found yet. Nothing is lost; search again in a moment.',
    'L’index de recherche se reconstruit : il se peut que quelque chose ne soit pas encore trouvé. Rien n’est perdu ; relancez la recherche dans un instant.',
  ],
  'index-behind': [
    'Too much is being written here just now for this condition to be decided. Nothing was stored. Try again in a moment.',
    'On écrit trop ici en ce moment pour décider de cette condition. Rien n’a été enregistré. Réessayez dans un instant.',
  ],
  'time-out': [
    'It took too long. Look whether it happened before trying again.',
    'Trop long. Vérifiez si cela a eu lieu avant de réessayer.',
  ],
  internal: [
    'Something unexpected went wrong. What was saved is safe.',
    'Un incident imprévu est survenu. Ce qui était enregistré est en sécurité.',
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;
