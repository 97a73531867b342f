import type { LinkName, SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type AlertRow, alertSql } from '../sql/alerts.js';
import type { Connection } from '../sqlite/connection.js';
import { transaction } from '../sqlite/transaction.js';
import {
  type Alert,
  type AlertChannelName,
  type AlertDetail,
  type AlertKind,
  type AlertNews,
  type AlertNote,
  type AlertSeverity,
  type AlertSilence,
  alertKinds,
  alertNewsKinds,
  endedAlertsMax,
  type KeptAlert,
  notesPerAlertMax,
  type ToldAlert,
  type WaitingMessage,
} from './alert.js';
import type { AlertStore, AlertTelling } from './alert-store.js';

/** {@link AlertStore} over one SQLite database. */
export class SqliteAlertStore implements AlertStore {
  readonly #connection: Connection;

  constructor({ connection }: { readonly connection: Connection }) {
    this.#connection = connection;
  }

  async memory(): Promise<string | undefined> {
    return this.#connection.one(alertSql.memory)?.memory;
  }

  async keep(alerts: readonly Alert[], memory: string): Promise<void> {
    const connection = this.#connection;
    transaction(connection, () => {
      for (const { id, kind, severity, cause, sites, region, link, startedAt, endedAt, detail } of alerts) {
        const ended = endedAt === null ? null : Math.floor(endedAt);
        const [listed, told] = [JSON.stringify(sites), JSON.stringify(detail)];
        const place = [listed, region, link, Math.floor(startedAt), ended] as const;
        connection.run(alertSql.keep, id, kind, severity, cause, ...place, told);
      }
      connection.run(alertSql.remember, memory);
    });
  }

  async open(): Promise<readonly KeptAlert[]> {
    return this.#connection.all(alertSql.open).flatMap((row) => this.#alertOf(row));
  }

  async ended(limit: number): Promise<readonly KeptAlert[]> {
    return this.#connection.all(alertSql.ended, limit).flatMap((row) => this.#alertOf(row));
  }

  async find(id: string): Promise<KeptAlert | undefined> {
    const row = this.#connection.one(alertSql.find, id);
    return row && this.#alertOf(row)[0];
  }

  async acknowledge(id: string, by: string, at: number): Promise<void> {
    if (this.#connection.run(alertSql.acknowledge, by, Math.floor(at), id).changes === 0) throw unknown();
  }

  async silence(id: string, until: number): Promise<void> {
    const kept = until === 0 ? null : Math.floor(until);
    if (this.#connection.run(alertSql.silence, kept, id).changes === 0) throw unknown();
  }

  async addNote(id: string, { at, by, text }: AlertNote): Promise<void> {
    const connection = this.#connection;
    transaction(connection, () => {
      if (connection.one(alertSql.find, id) === undefined) throw unknown();
      if (connection.all(alertSql.notes, id).length >= notesPerAlertMax) throw new Problem('too-large', 'notes');
      connection.run(alertSql.addNote, id, Math.floor(at), by, text);
    });
  }

  async addSilence({ site, kind, until, by, at }: AlertSilence): Promise<void> {
    this.#connection.run(alertSql.addSilence, site ?? '', kind ?? '', Math.floor(until), by, Math.floor(at));
  }

  async silences(now: number): Promise<readonly AlertSilence[]> {
    return this.#connection.all(alertSql.silences, Math.floor(now)).map(({ site, kind, until, by, at }) => ({
      site: site === '' ? null : (site as SiteCode),
      kind: kind === '' ? null : (kind as AlertKind),
      ...{ until, by, at },
    }));
  }

  async tell(news: readonly AlertTelling[], at: number): Promise<void> {
    const connection = this.#connection;
    const now = Math.floor(at);
    transaction(connection, () => {
      for (const { alert, told, news: what, messages } of news) {
        connection.run(alertSql.setTold, JSON.stringify(told), alert);
        for (const { id, channel } of messages) connection.run(alertSql.addMessage, id, alert, what, channel, now, now);
      }
    });
  }

  async waiting(channel: AlertChannelName, now: number, limit: number): Promise<readonly WaitingMessage[]> {
    return this.#connection.all(alertSql.waiting, channel, Math.floor(now), limit).flatMap((row) => {
      if (!(alertNewsKinds as readonly string[]).includes(row.news)) return [];
      return [{ ...row, channel, news: row.news as AlertNews }];
    });
  }

  async removeMessages(ids: readonly string[]): Promise<void> {
    transaction(this.#connection, () => {
      for (const id of ids) this.#connection.run(alertSql.removeMessage, id);
    });
  }

  async postpone(ids: readonly string[], dueAt: number): Promise<void> {
    transaction(this.#connection, () => {
      for (const id of ids) this.#connection.run(alertSql.postpone, Math.floor(dueAt), id);
    });
  }

  async waitingCount(): Promise<number> {
    return this.#connection.one(alertSql.waitingCount)?.count ?? 0;
  }

  async prune(endedBefore: number, now: number): Promise<number> {
    const connection = this.#connection;
    return transaction(connection, () => {
      const beyond = connection.one(alertSql.endedBeyond, endedAlertsMax)?.endedAt ?? Number.NEGATIVE_INFINITY;
      const gone = connection.all(alertSql.endedBefore, Math.max(Math.floor(endedBefore), beyond + 1, 0));
      for (const { id } of gone) {
        for (const statement of [alertSql.removeNotes, alertSql.removeMessagesOf, alertSql.remove]) {
          connection.run(statement, id);
        }
      }
      connection.run(alertSql.removeSilences, Math.floor(now));
      return gone.length;
    });
  }

  /** A kind that this program does not know was kept by a newer one: it has no words for it. */
  #alertOf({ sites, detail, told, kind, severity, link, ...row }: AlertRow): readonly KeptAlert[] {
    if (!(alertKinds as readonly string[]).includes(kind)) return [];
    const alert: KeptAlert = {
      ...row,
      ...{ kind: kind as AlertKind, severity: severity as AlertSeverity, link: link as LinkName | null },
      sites: JSON.parse(sites) as SiteCode[],
      detail: JSON.parse(detail) as AlertDetail,
      notes: this.#connection.all(alertSql.notes, row.id),
      told: told === null ? null : (JSON.parse(told) as ToldAlert),
    };
    return [alert];
  }
}

function unknown(): Problem {
  return new Problem('not-found', 'alert');
}
