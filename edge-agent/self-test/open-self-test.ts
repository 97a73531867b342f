import type { Logger } from '../../config/running/logger.js';
import { systemTimers } from '../../config/running/timers.js';
import type { Journal } from '../../journal/open.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import { Problem } from '../../protocol/problem.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import type { SelfTestReadings } from './judge-self-test.js';
import { probeFsync } from './probe-fsync.js';
import { SelfTester } from './self-tester.js';

export interface SelfTestGround {
  readonly dir: string;
  readonly journal: Pick<Journal, 'selfTests' | 'backups'>;
  readonly readFacts: () => Promise<BoxFacts>;
  readonly now: () => number;
  readonly logger: Logger;
  readonly onTested: () => void;
  readonly onError: (error: unknown) => void;
}

/** The self-test of a site's folder. */
export function openSelfTest({ dir, journal, readFacts, ...rest }: SelfTestGround): SelfTester {
  const { elapsedMilliseconds } = systemTimers;
  const read = async (atMilliseconds: number): Promise<SelfTestReadings> => {
    const began = elapsedMilliseconds();
    const state = await readDatabase(journal, nodePaths(dir).journal);
    const database = { state, milliseconds: elapsedMilliseconds() - began };
    return { atMilliseconds, database, fsync: await probeFsync(dir, elapsedMilliseconds), box: await readFacts() };
  };
  const hourOf = (milliseconds: number) => new Date(milliseconds).getHours();
  return new SelfTester({ ...rest, store: journal.selfTests, read, hourOf });
}

/** Every page, in a process of its own: the program answers meanwhile. */
async function readDatabase(
  { backups }: Pick<Journal, 'backups'>,
  file: string,
): Promise<SelfTestReadings['database']['state']> {
  try {
    await backups.inspect(file);
    return 'sound';
  } catch (cause) {
    return cause instanceof Problem && cause.code === 'database-corrupt' ? 'damaged' : 'unread';
  }
}
