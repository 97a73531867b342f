import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import type { Journal } from '../../journal/open.js';
import type { NodeClock } from '../../provisioning/clock/node-clock.js';
import type { BoxReaders } from '../facts/box-readers.js';
import type { FactsTeller } from '../facts/facts-teller.js';
import { openSelfTest } from '../self-test/open-self-test.js';
import type { SelfTester } from '../self-test/self-tester.js';

export interface UpkeepGround {
  readonly dir: string;
  readonly journal: Journal;
  readonly clock: NodeClock;
  /** Who reads what the box is like, and tells the hub. */
  readonly facts: () => FactsTeller | undefined;
  readonly logger: Logger;
  readonly onError: (error: unknown) => void;
}

/** What a site does about itself, beside its work. */
export interface Upkeep extends Pick<BoxReaders, 'readSelfTest'> {
  readonly selfTest: SelfTester;
  start(stop: OrderedStop): Promise<void>;
}

export function openUpkeep({ dir, journal, clock, facts, logger, onError }: UpkeepGround): Upkeep {
  const readFacts = async () => {
    const teller = facts();
    if (teller === undefined) throw new Error('nothing reads the box');
    return teller.read();
  };
  const onTested = () => facts()?.wake();
  const selfTest = openSelfTest({ dir, journal, readFacts, now: clock.now, logger, onTested, onError });
  return {
    selfTest,
    readSelfTest: () => selfTest.facts,
    start: async (stop) => {
      await selfTest.start();
      stop.add('self-test', () => selfTest.stop());
    },
  };
}
