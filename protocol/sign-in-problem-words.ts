/** Who asks, and how they prove it. */
export const signInProblemWords = {
  unauthenticated: ['Sign in first.', 'Connectez-vous d’abord.'],
  'credentials-wrong': [
    'The name or the password is not right. Check capital letters, then try again.',
    'Le nom ou le mot de passe n’est pas correct. Vérifiez les majuscules, puis réessayez.',
  ],
  'account-waiting': [
    'Your account waits for approval: ask the hospital’s administrator or chief doctor.',
    'Votre compte attend une approbation : demandez à l’administration de l’hôpital ou au médecin-chef.',
  ],
  'password-over': [
    'This password was given to you for 72 hours, which are over. Ask whoever gave it for another one.',
    'Ce mot de passe vous a été remis pour 72 heures, qui sont passées. Demandez-en un autre à qui vous l’a remis.',
  ],
  'own-password-wanted': [
    'Somebody else gave you this password. Choose one of your own first.',
    'Ce mot de passe vous a été remis. Choisissez d’abord le vôtre.',
  ],
  'second-factor-wrong': [
    'The code is not right, or was used before. Wait for the next one, or use a recovery code.',
    'Le code n’est pas correct, ou a déjà servi. Attendez le suivant, ou utilisez un code de secours.',
  ],
  'key-wrong': [
    'This security key was not accepted. Try again, or use a code.',
    'Cette clé n’a pas été acceptée. Réessayez, ou utilisez un code.',
  ],
  'key-copied': [
    'There may be a copy of this security key: it is good no more.',
    'Une copie de cette clé existe peut-être : elle ne sert plus.',
  ],
  'key-refused': ['This security key cannot be added.', 'Cette clé ne peut pas être ajoutée.'],
  'key-needs-name': [
    'Security keys work where Carnet is opened by its name, over HTTPS.',
    'Les clés marchent si Carnet est ouvert par son nom, en HTTPS.',
  ],
  'key-last': ['This is your only second factor.', 'C’est votre seul second facteur.'],
  'password-refused': [
    'This password would be guessed too soon: twelve characters at least, not a usual one, not the one before. Three or four words that have nothing to do with each other are good.',
    'Ce mot de passe serait trop vite deviné : douze caractères au moins, pas un mot de passe courant, pas le précédent. Trois ou quatre mots sans rapport entre eux conviennent.',
  ],
  'session-locked': [
    'Nobody used this session for a while: it is locked. Whoever it belongs to opens it again.',
    'Cette session est restée inutilisée : elle est verrouillée. La personne à qui elle appartient la rouvre.',
  ],
  'proof-wanted': [
    'Prove again who you are: your password and a code.',
    'Prouvez à nouveau qui vous êtes : mot de passe et code.',
  ],
  'pin-wrong': [
    'This PIN is not right, or is not taken any more. Use the password.',
    'Ce code PIN n’est pas correct, ou n’est plus accepté. Utilisez le mot de passe.',
  ],
  'pin-refused': [
    'This PIN would be guessed too soon: four to eight digits, no run, no repetition, no year and no date.',
    'Ce code PIN serait trop vite deviné : quatre à huit chiffres, ni suite, ni répétition, ni année, ni date.',
  ],
  'offer-ended': [
    'This took too long, or was begun anew elsewhere. Nothing was changed; sign in again.',
    'Le délai est dépassé, ou cela a été recommencé ailleurs. Rien n’a changé ; connectez-vous à nouveau.',
  ],
  'clock-unsure': [
    'The server does not know the time, so that it cannot judge codes of the moment. Use a recovery code, or have the clock set.',
    'Le serveur ne connaît pas l’heure et ne peut pas vérifier un code du moment. Utilisez un code de secours, ou faites régler l’horloge.',
  ],
  forbidden: ['Your role does not allow this.', 'Votre rôle ne permet pas cette action.'],
  'too-many-attempts': [
    'Too many attempts. Wait a minute, then try again.',
    'Trop d’essais. Attendez une minute puis réessayez.',
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;
