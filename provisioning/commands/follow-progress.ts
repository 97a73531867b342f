import type { BackupProgress } from '../backup/node-backups.js';
import type { CommandContext } from './command-context.js';
import { ProgressBar, type ShownProgress } from './progress-bar.js';

const lookMilliseconds = 250;

/** What a verb says of the copy that it makes or reads, as it is shown; `null`: nothing is under way. */
export function shownProgress(progress: BackupProgress | null): ShownProgress | undefined {
  return progress === null ? undefined : { bytesRead: progress.bytesDone, bytesAll: progress.bytesAll };
}

/**
 * Does something long, and shows meanwhile how far it is.
 * @param look asked a few times a second; `undefined` where there is nothing to show
 */
export async function followProgress<Result>(
  context: CommandContext,
  look: () => Promise<ShownProgress | undefined>,
  work: () => Promise<Result>,
): Promise<Result> {
  const bar = new ProgressBar(context, Date.now);
  let isOver = false;
  const show = async () => {
    try {
      const progress = await look();
      if (progress !== undefined && !isOver) bar.show(progress);
    } catch {
      // What is wrong, the work itself says.
    }
  };
  const timer = setInterval(() => void show(), lookMilliseconds);
  try {
    return await work();
  } finally {
    isOver = true;
    clearInterval(timer);
    bar.clear();
  }
}
