import { watchFatal } from '../config/running/exit.js';
import type { OrderedStop } from '../config/running/ordered-stop.js';
import type { ShownLogLine } from '../config/running/recent-log.js';
import { AccountLedger } from '../provisioning/accounts/account-ledger.js';
import { startControlServer } from '../provisioning/control/server.js';
import type { VerbContext } from '../provisioning/verbs/verb-context.js';
import { systemVerbContext, verbsOf } from '../provisioning/verbs/verb-map.js';
import { boxReader } from './facts/running-box.js';
import type { OpenSite } from './open-site.js';
import { runningOperations } from './orders/running-operations.js';
import type { SyncEngine } from './sync-engine.js';
import { decisionsShownMax } from './telemetry/links-view.js';

export interface ControlParts
  extends Pick<VerbContext, 'now' | 'links' | 'hubRefusal' | 'siteBackups' | 'siteDrill' | 'readBackupState'> {
  readonly dir: string;
  readonly site: OpenSite;
  readonly engine: SyncEngine;
  /** Of the program. */
  readonly version: string;
  readonly readLog: (() => readonly ShownLogLine[]) | undefined;
  readonly onFatal: (error: unknown) => void;
  readonly onError: (error: unknown) => void;
}

/** Lets the command line work on the site that runs. */
export async function startControl(parts: ControlParts, stop: OrderedStop): Promise<void> {
  const { dir, site, engine, version, readLog, onFatal, onError, ...own } = parts;
  const { node, journal, attachments, history, profiles } = site;
  const contents = { store: attachments, ask: (hash: string) => engine.attachments.ask(hash) };
  const linkDecisions = () => history.decisions({ site: node.code, count: decisionsShownMax });
  const context = systemVerbContext({
    ...{ ...own, node, journal, contents, profiles, linkDecisions, prove: () => engine.prover.prove() },
    accounts: new AccountLedger(dir),
    operations: runningOperations(engine.orders),
    box: boxReader({ engine, journal, version, linkDecisions, readLog }),
  });
  const verbs = new Map([...verbsOf(context)].map(([name, verb]) => [name, watchFatal(verb, onFatal)]));
  const control = await startControlServer({ dir, verbs, onError });
  stop.add('control socket', () => control.stop());
}
