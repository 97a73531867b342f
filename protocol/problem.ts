/**
 * How the caller may treat a problem: `transient` — try again unchanged; `ambiguous` — it may have taken effect, look
 * before trying again; `permanent` — the same request will never pass.
 */
export type ProblemNature = 'transient' | 'ambiguous' | 'permanent';

/** What a problem code means to each outside: its nature, the HTTP status, the FHIR issue type and the exit code. */
export interface ProblemMeaning {
  readonly nature: ProblemNature;
  /** HTTP status of the REST API. */
  readonly status: number;
  /** FHIR R4 `issue-type` code for OperationOutcome.issue.code. */
  readonly issue: string;
  /** Exit code of the command line: 1 failed · 2 wrong usage · 3 refused by policy. */
  readonly exit: 1 | 2 | 3;
  /** What happened, what is safe, what to do next; short and without blame. */
  readonly fr: string;
  readonly en: string;
}

const permanent = 'permanent' as const;
const transient = 'transient' as const;

function meaning(
  nature: ProblemNature,
  status: number,
  issue: string,
  exit: 1 | 2 | 3,
  en: string,
  fr: string,
): ProblemMeaning {
  return { nature, status, issue, exit, en, fr };
}

/** The closed list of problems (principle 10). Code decides on the code, never on the text. */
export const problems = {
  // What was sent does not have the form it must have.
  'identifier-malformed': meaning(
    permanent,
    400,
    'value',
    2,
    'The identifier is not well formed.',
    'L’identifiant est mal formé.',
  ),
  'body-malformed': meaning(
    permanent,
    400,
    'structure',
    2,
    'The content cannot be parsed; nothing was stored.',
    'Le contenu est illisible ; rien n’a été enregistré.',
  ),
  'resource-invalid': meaning(
    permanent,
    422,
    'invariant',
    1,
    'The resource breaks a rule; nothing was stored.',
    'La ressource enfreint une règle ; rien n’a été enregistré.',
  ),
  'resource-structure': meaning(
    permanent,
    400,
    'structure',
    1,
    'The resource does not have the form of its type; nothing was stored.',
    'La ressource n’a pas la forme de son type ; rien n’a été enregistré.',
  ),
  'type-unknown': meaning(
    permanent,
    404,
    'not-supported',
    2,
    'This resource type is not known here.',
    'Ce type de ressource n’est pas connu ici.',
  ),
  'parameter-unknown': meaning(
    permanent,
    400,
    'not-supported',
    2,
    'This search parameter is not known for the type.',
    'Ce critère de recherche n’est pas connu pour ce type.',
  ),
  'parameter-malformed': meaning(
    permanent,
    400,
    'value',
    2,
    'The value of a parameter is not well formed.',
    'La valeur d’un paramètre est mal formée.',
  ),
  'too-large': meaning(
    permanent,
    413,
    'too-long',
    1,
    'The content is larger than allowed; nothing was stored.',
    'Le contenu dépasse la taille permise ; rien n’a été enregistré.',
  ),
  'media-type': meaning(
    permanent,
    415,
    'not-supported',
    1,
    'Only application/fhir+json is understood.',
    'Seul application/fhir+json est compris.',
  ),
  'not-acceptable': meaning(
    permanent,
    406,
    'not-supported',
    1,
    'Only application/fhir+json can be sent.',
    'Seul application/fhir+json peut être envoyé.',
  ),
  // What was asked for is not there, or has moved on.
  'not-found': meaning(permanent, 404, 'not-found', 1, 'There is nothing under this address.', 'Rien à cette adresse.'),
  deleted: meaning(
    permanent,
    410,
    'deleted',
    1,
    'This record was withdrawn; its history remains.',
    'Cet élément a été retiré ; son historique demeure.',
  ),
  'version-conflict': meaning(
    permanent,
    412,
    'conflict',
    1,
    'Someone saved a newer version meanwhile; yours was not stored. Reload, compare, save again.',
    'Une version plus récente a été enregistrée entre-temps ; la vôtre ne l’a pas été. Rechargez, comparez, enregistrez à nouveau.',
  ),
  'already-exists': meaning(permanent, 409, 'duplicate', 1, 'It exists already.', 'Cela existe déjà.'),
  'method-unsupported': meaning(
    permanent,
    405,
    'not-supported',
    2,
    'This operation is not supported here.',
    'Cette opération n’est pas prise en charge ici.',
  ),
  // Who asks.
  unauthenticated: meaning(permanent, 401, 'login', 3, 'Sign in first.', 'Connectez-vous d’abord.'),
  'credentials-wrong': meaning(
    permanent,
    401,
    'login',
    3,
    'The name or the password is not right.',
    'Le nom ou le mot de passe n’est pas correct.',
  ),
  forbidden: meaning(
    permanent,
    403,
    'forbidden',
    3,
    'Your role does not allow this.',
    'Votre rôle ne permet pas cette action.',
  ),
  'too-many-attempts': meaning(
    transient,
    429,
    'throttled',
    3,
    'Too many attempts. Wait a minute, then try again.',
    'Trop d’essais. Attendez une minute puis réessayez.',
  ),
  // Sync.
  'batch-malformed': meaning(
    permanent,
    400,
    'structure',
    1,
    'A batch could not be parsed; the cursor did not move.',
    'Un lot est illisible ; le curseur n’a pas bougé.',
  ),
  'batch-hash-mismatch': meaning(
    permanent,
    409,
    'conflict',
    1,
    'A batch does not match its own hash; the cursor did not move.',
    'Un lot ne correspond pas à son empreinte ; le curseur n’a pas bougé.',
  ),
  'batch-gap': meaning(
    transient,
    409,
    'conflict',
    1,
    'A batch starts after the cursor; the cursor did not move.',
    'Un lot commence après le curseur ; le curseur n’a pas bougé.',
  ),
  'batch-fork': meaning(
    permanent,
    409,
    'conflict',
    1,
    'The same sequence numbers came with another content; they were set aside, nothing was overwritten.',
    'Les mêmes numéros sont arrivés avec un autre contenu ; ils ont été mis de côté, rien n’a été écrasé.',
  ),
  'epoch-unknown': meaning(
    permanent,
    409,
    'conflict',
    1,
    'The epoch is not the one agreed on.',
    'L’époque n’est pas celle convenue.',
  ),
  'dictionary-unknown': meaning(
    transient,
    409,
    'not-supported',
    1,
    'The compression dictionary is not known here; send plain.',
    'Le dictionnaire de compression n’est pas connu ; envoyez sans.',
  ),
  'version-unsupported': meaning(
    permanent,
    409,
    'not-supported',
    1,
    'The protocol version is not supported.',
    'La version du protocole n’est pas prise en charge.',
  ),
  'scope-forged': meaning(
    permanent,
    403,
    'security',
    3,
    'Origin, topic and certificate do not agree; refused and counted.',
    'Origine, sujet et certificat ne concordent pas ; refusé et compté.',
  ),
  'certificate-refused': meaning(
    permanent,
    403,
    'security',
    3,
    'The certificate is not on the list of active sites.',
    'Le certificat n’est pas dans la liste des sites actifs.',
  ),
  'hub-unreachable': meaning(
    transient,
    503,
    'transient',
    1,
    'The hub cannot be reached. Records are safe here and go on later.',
    'Le central est injoignable. Les données sont en sécurité ici et partiront plus tard.',
  ),
  // Enrolment.
  'invite-malformed': meaning(
    permanent,
    400,
    'value',
    2,
    'This one-time code has a typing error. Compare it with the sheet.',
    'Ce code à usage unique contient une erreur de frappe. Comparez-le avec la feuille.',
  ),
  'invite-unknown': meaning(
    permanent,
    404,
    'not-found',
    3,
    'The hub does not know this code, or the code is not right. Nothing was written. Ask for a new one.',
    'Le central ne connaît pas ce code, ou le code est faux. Rien n’a été écrit. Demandez-en un nouveau.',
  ),
  'invite-used': meaning(
    permanent,
    409,
    'conflict',
    3,
    'This code was already used by another box. Nothing was written. Ask for a new one.',
    'Ce code a déjà servi pour un autre boîtier. Rien n’a été écrit. Demandez-en un nouveau.',
  ),
  'invite-expired': meaning(
    permanent,
    410,
    'expired',
    3,
    'This code has expired. Nothing was written. Ask for a new one.',
    'Ce code a expiré. Rien n’a été écrit. Demandez-en un nouveau.',
  ),
  'hub-unproven': meaning(
    permanent,
    403,
    'security',
    3,
    'The server that answered could not prove that it is the hub of this code. Nothing was sent or written.',
    'Le serveur qui a répondu n’a pas pu prouver qu’il est le central de ce code. Rien n’a été envoyé ni écrit.',
  ),
  // The machine.
  'usage-wrong': meaning(
    permanent,
    400,
    'value',
    2,
    'The command was not understood.',
    'La commande n’a pas été comprise.',
  ),
  'folder-not-initialised': meaning(
    permanent,
    500,
    'exception',
    2,
    'This folder holds no Carnet node yet.',
    'Ce dossier ne contient pas encore de nœud Carnet.',
  ),
  'folder-in-use': meaning(
    permanent,
    409,
    'lock-error',
    3,
    'A running program holds this folder. Nothing was changed.',
    'Un programme en marche occupe ce dossier. Rien n’a été modifié.',
  ),
  'database-key-wrong': meaning(
    permanent,
    500,
    'exception',
    1,
    'The database does not open with this key: the key is wrong or the file is not a Carnet database. Nothing was touched.',
    'La base ne s’ouvre pas avec cette clé : la clé est fausse ou le fichier n’est pas une base Carnet. Rien n’a été touché.',
  ),
  'database-corrupt': meaning(
    permanent,
    500,
    'exception',
    1,
    'The database file is damaged. Nothing was touched. Keep the file and restore the last backup.',
    'Le fichier de la base est endommagé. Rien n’a été touché. Conservez-le et restaurez la dernière sauvegarde.',
  ),
  'database-version': meaning(
    permanent,
    500,
    'exception',
    1,
    'The database was made by a newer Carnet, or SQLite is too old. Nothing was touched.',
    'La base vient d’une version plus récente de Carnet, ou SQLite est trop ancien. Rien n’a été touché.',
  ),
  'disk-full': meaning(
    transient,
    507,
    'no-store',
    1,
    'The disk is full. What was saved is safe; nothing new was stored. Free some space.',
    'Le disque est plein. Ce qui était enregistré est en sécurité ; rien de nouveau n’a été enregistré. Libérez de la place.',
  ),
  'disk-failed': meaning(
    'ambiguous',
    500,
    'exception',
    1,
    'The disk reported an error. The program stops and checks itself at the next start.',
    'Le disque a signalé une erreur. Le programme s’arrête et se vérifiera au prochain démarrage.',
  ),
  'permission-denied': meaning(
    permanent,
    500,
    'exception',
    1,
    'The operating system does not permit this.',
    'Le système d’exploitation ne le permet pas.',
  ),
  'port-in-use': meaning(
    permanent,
    500,
    'exception',
    1,
    'The network port is already in use.',
    'Le port réseau est déjà utilisé.',
  ),
  'time-out': meaning(
    'ambiguous',
    504,
    'timeout',
    1,
    'It took too long. Look whether it happened before trying again.',
    'Trop long. Vérifiez si cela a eu lieu avant de réessayer.',
  ),
  internal: meaning(
    'ambiguous',
    500,
    'exception',
    1,
    'Something unexpected went wrong. What was saved is safe.',
    'Un incident imprévu est survenu. Ce qui était enregistré est en sécurité.',
  ),
} as const satisfies Record<string, ProblemMeaning>;

export type ProblemCode = keyof typeof problems;

/** One broken rule of a resource: where (FHIRPath, e.g. `Patient.birthDate`) and what. Never holds a patient's data. */
export interface ProblemIssue {
  readonly path: string;
  readonly text: string;
}

/** The one error class that crosses a boundary. `detail` is for people and never holds a patient's data. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly issues: readonly ProblemIssue[];

  constructor(code: ProblemCode, detail = '', issues: readonly ProblemIssue[] = [], options?: { cause?: unknown }) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'Problem';
    this.code = code;
    this.detail = detail;
    this.issues = issues;
  }

  get meaning(): ProblemMeaning {
    return problems[this.code];
  }
}

/** Whether `value` is a code of the closed list; for codes that came over the wire. */
export function isProblemCode(value: string): value is ProblemCode {
  return Object.hasOwn(problems, value);
}
