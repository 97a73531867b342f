import t from 'tap';
import { parseSiteCode } from '../../protocol/ids.js';
import { indexedHub, openHub, openSite } from '../support/journal-fixtures.js';
import { conditionStoreContract } from './condition-store.contract.js';
import { orderStoreContract } from './orders/order-store.contract.js';
import { takenOrderStoreContract } from './orders/taken-order-store.contract.js';
import { recordStoreContract } from './record-store.contract.js';
import { searchStoreContract } from './search-store.contract.js';
import { syncStoreContract } from './sync-store.contract.js';

const site = parseSiteCode('7KD');

t.test('record store over SQLite', (t) => recordStoreContract(t, (t) => openSite(t, site).records));
t.test('conditions over SQLite', (t) => conditionStoreContract(t, (t) => openSite(t, site).records));
t.test('[J25] conditions over SQLite, with the rows behind the commit', (t) =>
  conditionStoreContract(t, (t) => openHub(t).records),
);
t.test('search over SQLite', (t) => searchStoreContract(t, (t) => openSite(t, site).records));
t.test('[J5] search over SQLite, with the rows behind the commit', (t) => searchStoreContract(t, indexedHub));
t.test('sync store over SQLite', (t) => syncStoreContract(t, { openHub, openSite }));
t.test('order store over SQLite', (t) => orderStoreContract(t, openHub));
t.test('taken order store over SQLite', (t) => takenOrderStoreContract(t, openSite));
