import type { CommanderError } from 'commander';
import type { Language } from './speech.js';

/** What commander says in English, with the part that names what was typed. */
const saidInFrench: Readonly<Record<string, readonly [RegExp, string]>> = {
  'commander.unknownOption': [/unknown option '(.+)'/, 'option inconnue : $1'],
  'commander.unknownCommand': [/unknown command '(.+)'/, 'commande inconnue : $1'],
  'commander.missingArgument': [/missing required argument '(.+)'/, 'il manque : $1'],
  'commander.optionMissingArgument': [/option '(.+)' argument missing/, 'il manque la valeur de $1'],
  'commander.missingMandatoryOptionValue': [/required option '(.+)' not specified/, 'il manque l’option $1'],
  'commander.excessArguments': [
    /.*Expected (\d+) arguments? but got (\d+).*/,
    'trop de mots : $2 au lieu de $1 après la commande',
  ],
  'commander.invalidArgument': [
    /option '(.+)' argument '(.*)' is invalid\. Allowed choices are (.+)\./,
    '$1 : « $2 » n’est pas un choix possible (choix : $3)',
  ],
};

/** What was wrong with a command line, in the language that was asked for; in English where it has no words. */
export function usageWords({ code, message }: Pick<CommanderError, 'code' | 'message'>, language: Language): string {
  const english = message.replace(/^error: /, '').split('\n')[0] ?? '';
  const french = language === 'fr' ? saidInFrench[code] : undefined;
  return french === undefined ? english : english.replace(...french);
}
