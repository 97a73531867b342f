import { watchFatal } from '../config/running/exit.js';
import type { OrderedStop } from '../config/running/ordered-stop.js';
import type { CopiedContents } from '../journal/subject-copy/journal-copy-source.js';
import { AccountLedger } from '../provisioning/accounts/account-ledger.js';
import { startControlServer } from '../provisioning/control/server.js';
import { keepRevocation } from '../provisioning/hub/revocations.js';
import type { VerbContext } from '../provisioning/verbs/verb-context.js';
import { systemVerbContext, verbsOf } from '../provisioning/verbs/verb-map.js';
import type { HubAttachments } from './attachments/hub-attachments.js';
import type { ErasureDesk } from './erasures/erasure-desk.js';
import type { OrderDesk } from './orders/order-desk.js';

export interface ControlParts
  extends Pick<
    VerbContext,
    | 'node'
    | 'journal'
    | 'profiles'
    | 'now'
    | 'backups'
    | 'box'
    | 'onRevoked'
    | 'onReplayed'
    | 'testAlerts'
    | 'answerKit'
  > {
  readonly engine: {
    readonly orders: Pick<OrderDesk, 'order' | 'latest'>;
    readonly erasures: Pick<ErasureDesk, 'order'>;
    readonly attachments: Pick<HubAttachments, 'ask'>;
  };
  readonly attachments: CopiedContents['store'];
  readonly dir: string;
  readonly onFatal: (error: unknown) => void;
  readonly onError: (error: unknown) => void;
}

/** Lets the command line work on the hub that runs. */
export async function startControl(parts: ControlParts, stop: OrderedStop): Promise<void> {
  const { dir, engine, attachments, onFatal, onError, ...own } = parts;
  const context = systemVerbContext({
    ...own,
    orders: engine.orders,
    contents: { store: attachments, ask: (hash) => engine.attachments.ask(hash) },
    erase: (order) => engine.erasures.order(order),
    keepRevocation: (revocation) => keepRevocation(dir, revocation),
    accounts: new AccountLedger(dir),
  });
  const verbs = new Map([...verbsOf(context)].map(([name, verb]) => [name, watchFatal(verb, onFatal)]));
  const control = await startControlServer({ dir, verbs, onError });
  stop.add('control socket', () => control.stop());
}
