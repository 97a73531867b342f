import { Command, Option } from 'commander';
import { problems } from '../../protocol/problems.js';
import type { Words } from '../words.js';
import { type CommandContext, say } from './command-context.js';
import { describeFailure, failureAsJson, type NextSteps, problemOfAnything } from './failure.js';

/** What a command did: `json` under `--json`, `text` for people; `exit` where it is not 0. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly exit?: 0 | 1 | 2 | 3;
}

/** What was typed. */
export interface Call {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** A command line and what it does. */
export type Example = readonly [line: string, words: Words];

export interface LeafPlan {
  /** Name and arguments as commander writes them: `add <name>`. */
  readonly usage: string;
  readonly summary: Words;
  /** Command lines with what each does. */
  readonly examples: readonly Example[];
  /** Adds arguments and options; `words` picks the language. */
  readonly configure?: (command: Command, words: (words: Words) => string) => void;
  /** What to do next where this command has more to say than others. */
  readonly nextSteps?: NextSteps;
  readonly run: (call: Call) => Promise<Outcome | undefined>;
}

const shared = {
  json: { en: 'answer as one JSON object', fr: 'répondre par un objet JSON' },
  language: { en: 'language of the answer: fr or en', fr: 'langue de la réponse : fr ou en' },
  help: { en: 'show this help', fr: 'afficher cette aide' },
  examples: { en: 'Examples:', fr: 'Exemples :' },
} as const satisfies Record<string, Words>;

const titles: Readonly<Record<string, string>> = {
  'Usage:': 'Utilisation :',
  'Arguments:': 'Arguments :',
  'Options:': 'Options :',
  'Commands:': 'Commandes :',
  'Global Options:': 'Options globales :',
};

/** A command that does something: with `--json`, `--lang`, help with examples, and failures said in one line. */
export function leafCommand(context: CommandContext, plan: LeafPlan): Command {
  const words = (said: Words) => say(context, said);
  const command = localised(context, new Command(plan.usage.split(' ')[0]));
  for (const argument of plan.usage.split(' ').slice(1)) command.argument(argument);
  command.description(words(plan.summary));
  plan.configure?.(command, words);
  command.option('--json', words(shared.json));
  command.addOption(languageOption(context));
  addExamples(context, command, plan.examples);
  command.action(async () => {
    const options = command.opts();
    await perform(context, options['json'] === true, plan, { positionals: command.args, options });
  });
  return command;
}

/** A command that only holds others: without one it shows them, and that is wrong usage. */
export function groupCommand(
  context: CommandContext,
  name: string,
  plan: Pick<LeafPlan, 'summary' | 'examples'>,
  members: readonly Command[],
): Command {
  const group = localised(context, new Command(name)).description(say(context, plan.summary));
  // What stands behind a member is that one's.
  group.addOption(languageOption(context)).enablePositionalOptions();
  for (const member of members) group.addCommand(member);
  addExamples(context, group, plan.examples);
  return group;
}

/** Read before anything else (`languageOf`): help and failures are said in it, too. */
function languageOption(context: CommandContext): Option {
  return new Option('--lang <language>', say(context, shared.language)).choices(['fr', 'en']);
}

function addExamples(context: CommandContext, command: Command, examples: readonly Example[]): void {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, words]) => `  ${line.padEnd(width)}  ${say(context, words)}`);
  command.addHelpText('after', `\n${say(context, shared.examples)}\n${lines.join('\n')}`);
}

/** Help in the language of the context, and no exit from within commander. */
export function localised(context: CommandContext, command: Command): Command {
  command.helpOption('-h, --help', say(context, shared.help)).helpCommand(false).exitOverride();
  command.configureOutput({ writeOut: context.out, writeErr: context.error, outputError: () => {} });
  if (context.language === 'fr') {
    command.configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      styleOptionDescription: (text) =>
        text.replace('(choices: ', '(choix : ').replace(/([(,] ?)default: /, '$1défaut : '),
      styleUsage: (text) => text.replace('[command]', '[commande]'),
    });
  }
  return command;
}

async function perform(context: CommandContext, json: boolean, plan: LeafPlan, call: Call): Promise<void> {
  try {
    const outcome = await plan.run(call);
    if (outcome === undefined) return;
    context.out(json ? `${JSON.stringify(outcome.json)}\n` : `${outcome.text}\n`);
    context.exit(outcome.exit ?? 0);
  } catch (cause) {
    const problem = problemOfAnything(cause);
    context.error(`${json ? failureAsJson(problem) : describeFailure(context, problem, plan.nextSteps)}\n`);
    context.exit(problems[problem.code].exit);
  }
}
