import fc from 'fast-check';
import t from 'tap';
import { parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import {
  downlinkFilter,
  formatClientId,
  formatTopic,
  parseClientId,
  parseTopic,
  uplinkFilter,
} from '../../protocol/topics.js';
import { topics } from '../support/protocol-arbitraries.js';

const site = parseSiteCode('7KD');
const link = parseLinkName('fibre');

/** Whether an MQTT 3.1.1 §4.7 topic filter matches a topic; for the wildcard that Carnet uses. */
function matches(filter: string, topic: string): boolean {
  const levels = topic.split('/');
  const wanted = filter.split('/');
  return wanted.length === levels.length && wanted.every((level, index) => level === '+' || level === levels[index]);
}

t.test('[S1] topics are golden', async (t) => {
  const topic = { partition: 0, site, link, direction: 'up' as const };
  t.equal(formatTopic({ ...topic, channel: 2 }), 'carnet/1/0/7KD/fibre/up/2');
  t.equal(formatTopic({ ...topic, channel: 'ctl' }), 'carnet/1/0/7KD/fibre/up/ctl');
  t.equal(downlinkFilter(3, site, link), 'carnet/1/3/7KD/fibre/dn/+');
  t.equal(uplinkFilter, 'carnet/1/+/+/+/up/+');
});

t.test('[S1] a topic that is written is read again, and matches the filter of its own direction only', async (t) => {
  fc.assert(
    fc.property(topics, (topic) => {
      const text = formatTopic(topic);
      const down = downlinkFilter(topic.partition, topic.site, topic.link);
      const same = JSON.stringify(parseTopic(text)) === JSON.stringify({ ...topic });
      return (
        same &&
        matches(uplinkFilter, text) === (topic.direction === 'up') &&
        matches(down, text) === (topic.direction === 'dn')
      );
    }),
  );
  t.pass();
});

t.test('[S12] a session does not match the downlink of another site or link', async (t) => {
  fc.assert(
    fc.property(topics, topics, (own, other) => {
      const theirs = formatTopic({ ...other, direction: 'dn' });
      const isOwn = own.partition === other.partition && own.site === other.site && own.link === other.link;
      return matches(downlinkFilter(own.partition, own.site, own.link), theirs) === isOwn;
    }),
  );
  t.pass();
});

t.test('[S12] what is not exactly a topic of Carnet is none', async (t) => {
  for (const text of [
    '',
    'carnet/1/0/7KD/fibre/up',
    'carnet/1/0/7KD/fibre/up/2/3',
    'carnet/2/0/7KD/fibre/up/2',
    'Carnet/1/0/7KD/fibre/up/2',
    'carnet/1/0/7kd/fibre/up/2',
    'carnet/1/0/7KD/Fibre/up/2',
    'carnet/1/0/7KD/fibre/UP/2',
    'carnet/1/0/7KD/fibre/up/6',
    'carnet/1/0/7KD/fibre/up/02',
    'carnet/1/0/7KD/fibre/up/ ',
    'carnet/1/00/7KD/fibre/up/2',
    'carnet/1/-1/7KD/fibre/up/2',
    'carnet/1/100000/7KD/fibre/up/2',
    'carnet/1/+/+/+/up/+',
    'carnet/1/0/7KD/#',
    '/carnet/1/0/7KD/fibre/up/2',
    'carnet/1/0/7KD/fibre/up/2/',
    '$SYS/broker/clients',
  ]) {
    t.equal(parseTopic(text), undefined, text);
  }
});

t.test('[S12] random text is no topic and no client id, and never an error', async (t) => {
  const levels = fc.constantFrom('carnet', '1', '0', '7KD', 'fibre', 'up', 'dn', 'ctl', '+', '#', '', '7KE');
  fc.assert(
    fc.property(fc.array(levels, { maxLength: 9 }), fc.string(), (parts, noise) => {
      const text = parts.join('/');
      const topic = parseTopic(text);
      const client = parseClientId(noise);
      return (
        (topic === undefined || formatTopic(topic) === text) &&
        (client === undefined || formatClientId(client.site, client.link) === noise)
      );
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

t.test('[L1] the client id is site@link, and nothing more', async (t) => {
  t.equal(formatClientId(site, link), '7KD@fibre');
  t.strictSame(parseClientId('7KD@fibre'), { site, link });
  for (const text of ['', '7KD', '7KD@', '@fibre', '7KD@fibre@x', '7kd@fibre', '7KD@fi/bre', '7KD@+', ' 7KD@fibre']) {
    t.equal(parseClientId(text), undefined, text);
  }
});
