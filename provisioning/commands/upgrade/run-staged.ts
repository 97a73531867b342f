import type { Command } from 'commander';
import { callControl } from '../../control/client.js';
import { lockHolder } from '../../folder/lock.js';
import { readUps } from '../../machine/read-ups.js';
import { parseWindow, type UpgradeMoment, waitReason } from '../../upgrade/upgrade-window.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { endedText } from './ended.js';
import { addDeskOptions, openDesk } from './open-desk.js';
import { waitWords } from './upgrade-words.js';

/** `carnet upgrade run-staged`: what the timer does, every few minutes and after each start of the machine. */
export function upgradeRunStagedCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'run-staged',
    summary: {
      en: 'bring in the release that lies ready, if this is the time; for a timer',
      fr: 'mettre en place la version prête, si c’est l’heure ; pour une minuterie',
    },
    examples: [
      ['carnet upgrade run-staged', { en: 'as carnet-upgrade.service does', fr: 'comme carnet-upgrade.service' }],
    ],
    configure: (command, words) => addDeskOptions(command, words, context),
    run: async (call) => {
      const desk = openDesk(context, call);
      const readWait = async (dir: string) =>
        waitReason(parseWindow(context.readSiteSettings(dir).upgradeWindow), await readMoment(dir));
      const ended = await desk.runStaged(readWait);
      if (ended === undefined) {
        const text = say(context, { en: 'Nothing lies ready.', fr: 'Rien n’est prêt.' });
        return { json: { staged: null }, text };
      }
      if ('waits' in ended) return { json: ended, text: say(context, waitWords[ended.waits]) };
      return endedText(context, ended.to, ended);
    },
  });
}

async function readMoment(dir: string): Promise<UpgradeMoment> {
  const now = new Date();
  const isRunning = lockHolder(dir) !== undefined;
  const progress = isRunning ? await callControl(dir, 'site-backup-progress', {}).catch(() => null) : null;
  return {
    minutes: now.getHours() * 60 + now.getMinutes(),
    isBackingUp: progress !== null,
    upsState: (await readUps())?.state,
  };
}
