import { sql } from '../sqlite/named-sql.js';

export interface NodeRow {
  readonly role: 'site' | 'hub';
  readonly site: string;
  readonly epoch: number;
  readonly hubEpoch: number;
  readonly clockMilliseconds: number;
  readonly clockCounter: number;
  readonly auditChain: Uint8Array;
}

export const nodeSql = {
  read: sql<NodeRow>(`SELECT role, site, epoch, hub_epoch AS hubEpoch, clock_milliseconds AS clockMilliseconds,
    clock_counter AS clockCounter, audit_chain AS auditChain FROM node WHERE id = 1`),
  hasNode: sql<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'node'`),
  role: sql<{ role: 'site' | 'hub' }>('SELECT role FROM node WHERE id = 1'),
  add: sql(`INSERT INTO node (id, role, site, epoch, hub_epoch, clock_milliseconds, clock_counter, audit_chain)
    VALUES (1, ?, ?, ?, ?, 0, 0, zeroblob(32))`),
  setEpochs: sql('UPDATE node SET epoch = ?, hub_epoch = ? WHERE id = 1'),
  setClock: sql('UPDATE node SET clock_milliseconds = ?, clock_counter = ? WHERE id = 1'),
  setAuditChain: sql('UPDATE node SET audit_chain = ? WHERE id = 1'),
  addAudit: sql(`INSERT INTO audit (milliseconds, author, action, subject, outcome, chain) VALUES (?, ?, ?, ?, ?, ?)`),
  readAudit: sql<AuditRow>(`SELECT u.id, u.milliseconds, a.name AS author, u.action, u.subject, u.outcome, u.chain
    FROM audit u JOIN author a ON a.id = u.author WHERE u.id > ? ORDER BY u.id LIMIT ?`),
};

export interface AuditRow {
  readonly id: number;
  readonly milliseconds: number;
  readonly author: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: 'done' | 'refused';
  readonly chain: Uint8Array;
}
