import { Problem } from '../../protocol/problem.js';
import { callControl } from '../control/client.js';
import type { NodeStatus } from '../verbs/inspect-verbs.js';
import type { LinkStatus } from '../verbs/link-verbs.js';
import type { RunningBox } from '../verbs/running-box.js';

/** What the running program of a folder says; `undefined` for what it does not answer, as one of an earlier version. */
export interface RunningNode {
  readonly box: RunningBox | undefined;
  readonly status: NodeStatus | undefined;
  readonly links: readonly LinkStatus[] | undefined;
}

export const nothingRunning: RunningNode = { box: undefined, status: undefined, links: undefined };

/** Asks the program; one that hangs or stops meanwhile is found by its silence, and never waited for by the rest. */
export async function askNode(dir: string): Promise<RunningNode> {
  return {
    box: ((await answered(callControl(dir, 'box', {}))) ?? undefined) as RunningBox | undefined,
    status: (await answered(callControl(dir, 'status', {}))) as NodeStatus | undefined,
    links: (await answered(callControl(dir, 'link-list', {}))) as readonly LinkStatus[] | undefined,
  };
}

const answerMillisecondsMax = 10_000;

async function answered(answer: Promise<unknown>): Promise<unknown> {
  let forget: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    forget = setTimeout(resolve, answerMillisecondsMax, undefined);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (cause) {
    if (cause instanceof Problem) return undefined;
    throw cause;
  } finally {
    clearTimeout(forget);
  }
}
