import type { HubEpochStore } from '../../journal/hub-epoch-store.js';
import type { Journal } from '../../journal/open.js';
import type { SiteEpochStore } from '../../journal/site-epoch-store.js';
import type { ApplyBatch, SyncStore } from '../../journal/sync-store.js';
import { nextChain } from '../../protocol/change.js';
import type { Disk } from './disk.js';

/** Waits as long as an answer of the store takes; nothing at all in some runs. */
export type Pause = () => Promise<void>;

export interface StoreOptions {
  readonly pause: Pause;
  /** A run of a site gets the lease. */
  readonly onGranted: (bootId: string) => void;
}

/**
 * The journal as a slow disk gives it: whatever happens outside happens while the engine waits for an answer, and the
 * program may die between the commit and the moment in which it hears of it.
 */
export function slowJournal(journal: Journal, disk: Disk, { pause, onGranted }: StoreOptions): Journal {
  const hubEpochs = watchedEpochs(journal.hubEpochs, disk, onGranted);
  const siteEpochs = watchedSiteEpochs(journal.siteEpochs, disk);
  return {
    ...journal,
    hubEpochs,
    siteEpochs,
    sync: slowSync(journal.sync, disk, pause),
    fanout: slowFanout(journal, pause),
  };
}

/** Who keeps the leases of the sites, as it is, but for a planted mistake. */
function watchedEpochs(epochs: HubEpochStore, disk: Disk, onGranted: StoreOptions['onGranted']): HubEpochStore {
  return {
    ...delegate(epochs),
    async leaseStand(site, claim) {
      const stand = await epochs.leaseStand(site, claim);
      return disk.plant === 'lease-to-everybody' ? { ...stand, lease: undefined } : stand;
    },
    async isRestored(hello) {
      return disk.plant !== 'restored-hub-unnoticed' && epochs.isRestored(hello);
    },
    grantLease(site, claim, atMilliseconds) {
      onGranted(claim.bootId);
      return epochs.grantLease(site, claim, atMilliseconds);
    },
  };
}

/** Which log a site writes, as it is, but for a planted mistake. */
function watchedSiteEpochs(epochs: SiteEpochStore, disk: Disk): SiteEpochStore {
  return {
    ...delegate(epochs),
    async judgeWelcome(welcome) {
      const verdict = await epochs.judgeWelcome(welcome);
      return disk.plant === 'welcome-unjudged' && !welcome.renewEpoch ? { kind: 'open' } : verdict;
    },
  };
}

function slowSync(sync: SyncStore, disk: Disk, pause: Pause): SyncStore {
  const slowly =
    <Arguments extends readonly unknown[], Answer>(call: (...values: Arguments) => Promise<Answer>) =>
    async (...values: Arguments): Promise<Answer> => {
      await pause();
      disk.assertAlive();
      return call(...values);
    };
  return {
    ...delegate(sync),
    received: slowly((log) => sync.received(log)),
    heads: slowly((log) => sync.heads(log)),
    since: slowly((query) => sync.since(query)),
    acknowledge: slowly((log, receipt) => sync.acknowledge(log, receipt)),
    async applyBatches(commands) {
      await pause();
      disk.assertAlive();
      const outcomes = await sync.applyBatches(await planted(sync, disk, commands));
      await pause();
      disk.reach('before-receipt');
      return outcomes;
    },
  };
}

/** At a hub nothing of an erasure is left behind the commit where the search index takes no part. */
export function settledWithoutIndex({ erasures }: Journal): Journal['erasures'] {
  return { ...delegate(erasures), settle: async () => true };
}

/** The search index takes no part in what is promised here. */
function slowFanout({ fanout }: Journal, pause: Pause): Journal['fanout'] {
  return {
    ...delegate(fanout),
    async fanOut(partition, changesMax) {
      await pause();
      return fanout.fanOut(partition, changesMax);
    },
    index: async () => ({ waitingChanges: 0, lagMilliseconds: 0, madeAnew: false }),
  };
}

/** An object with the methods of a class instance, so that some of them can be replaced. */
function delegate<Store extends object>(store: Store): Store {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(store)).filter((name) => name !== 'constructor');
  const methods = names.map((name) => {
    const method: unknown = Reflect.get(store, name);
    return [name, typeof method === 'function' ? method.bind(store) : method];
  });
  return Object.fromEntries(methods);
}

async function planted(sync: SyncStore, disk: Disk, commands: readonly ApplyBatch[]): Promise<readonly ApplyBatch[]> {
  if (disk.plant === 'clock-trusted') return commands.map(trusting);
  if (disk.plant !== 'no-dedupe') return commands;
  const once: ApplyBatch[] = [];
  for (const command of commands) once.push(await again(sync, command));
  return once;
}

/** A clock that trusts every stamp: nothing is ahead of it. */
function trusting(command: ApplyBatch): ApplyBatch {
  const stamps = command.batch.changes.map(({ stamp }) => stamp.milliseconds);
  return { ...command, receivedMilliseconds: Math.max(command.receivedMilliseconds, ...stamps) };
}

/** Without dedupe, a batch that comes twice is a new one. */
async function again(sync: SyncStore, command: ApplyBatch): Promise<ApplyBatch> {
  const { header, changes } = command.batch;
  const cursor = (await sync.received(command.log)).find(({ lane }) => lane === header.lane)?.durable;
  if (cursor === undefined || header.to > cursor.seq) return command;
  const chains: Uint8Array[] = [];
  for (const change of changes) chains.push(nextChain(chains.at(-1) ?? cursor.chain, change));
  const chainAfter = chains.at(-1) ?? cursor.chain;
  const from = cursor.seq + 1;
  const moved = { ...header, from, to: cursor.seq + changes.length, chainBefore: cursor.chain, chainAfter };
  return { ...command, batch: { ...command.batch, header: moved, chains } };
}
