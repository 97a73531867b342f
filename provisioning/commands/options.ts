import { type Command, Option } from 'commander';
import { Problem } from '../../protocol/problem.js';
import type { Words } from '../words.js';
import type { CommandContext } from './command-context.js';
import type { Call } from './leaf.js';

type Say = (words: Words) => string;

/** Folders that commands use when none is named; `CARNET_DIR` wins. */
const defaultFolders = { hub: 'var/hub', site: 'var/site' } as const;

/** `--dir`: with a default where only one kind of node can be meant. */
export function addFolderOption(command: Command, words: Say, context: CommandContext, kind?: 'hub' | 'site'): void {
  const help = words({ en: 'folder of the node', fr: 'dossier du nœud' });
  const option = new Option('--dir <folder>', help);
  const preset = context.environment['CARNET_DIR'] ?? (kind === undefined ? undefined : defaultFolders[kind]);
  command.addOption(preset === undefined ? option.makeOptionMandatory() : option.default(preset));
}

/** For options that may be repeated. */
export function gather(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

export function textOption(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** As it is typed: `withinSeconds` is `--within-seconds`. */
export function optionName(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** @throws Problem `usage-wrong` when it is missing */
export function requiredText(call: Call, name: string): string {
  const value = textOption(call, name);
  if (value === undefined || value === '') throw new Problem('usage-wrong', `${optionName(name)} is missing`);
  return value;
}

export function textsOption(call: Call, name: string): readonly string[] {
  const value = call.options[name];
  return Array.isArray(value) ? value.map(String) : [];
}
