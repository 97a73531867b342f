import type { LogScope } from '../../protocol/change.js';
import type { ChainAt } from '../../protocol/epoch/cursors.js';
import { streamSql } from '../sql/streams.js';
import type { Connection } from '../sqlite/connection.js';
import { findStream } from '../streams.js';

/** The chains of the logs that stand in a journal. */
export function chainAtOf(connection: Connection): ChainAt {
  return (scope: LogScope, seq: number) => {
    const stream = findStream(connection, scope);
    if (stream === undefined || seq > stream.seq) return undefined;
    return seq === stream.seq ? stream.chain : connection.one(streamSql.chainAt, stream.id, seq)?.chain;
  };
}
