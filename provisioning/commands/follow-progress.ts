import type { CommandContext } from './command-context.js';
import { ProgressBar, type ShownProgress } from './progress-bar.js';

const lookMilliseconds = 250;

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
