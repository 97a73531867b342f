import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import type { Journal } from '../../journal/open.js';
import { NodeErasures } from './node-erasures.js';

export interface OpeningErasures {
  readonly dir: string;
  readonly journal: Pick<Journal, 'erasures'>;
  readonly attachments: AttachmentStore;
  readonly logger: Logger;
  /** What is opened is closed with it. */
  readonly stop: OrderedStop;
}

/** The erasures of a program that starts: what its database lacks of them is carried out before anybody is served (rule W15). */
export async function openErasures(opening: OpeningErasures): Promise<NodeErasures> {
  const { dir, journal, attachments, logger, stop } = opening;
  const onError = (err: unknown) => logger.error({ err }, 'what was erased could not be settled');
  const node = new NodeErasures({ dir, erasures: journal.erasures, attachments, onError });
  stop.add('erasures of this node', () => node.stop());
  await node.settleAtStart(logger);
  return node;
}
