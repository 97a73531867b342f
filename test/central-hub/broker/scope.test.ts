import fc from 'fast-check';
import t from 'tap';
import { channelOfPublish, judgeConnect, maySubscribe } from '../../../central-hub/broker/scope.js';
import { parseLinkName } from '../../../protocol/ids.js';
import { downlinkFilter, formatClientId, formatTopic } from '../../../protocol/topics.js';
import { siteCodes, topics } from '../../support/protocol-arbitraries.js';

const link = parseLinkName('fibre');

t.test('[L1][E5] certificate, list and client id must name one site', async (t) => {
  fc.assert(
    fc.property(siteCodes, siteCodes, siteCodes, (commonName, listedSite, clientSite) => {
      const verdict = judgeConnect({ commonName, listedSite, clientId: formatClientId(clientSite, link) });
      const agrees = commonName === listedSite && listedSite === clientSite;
      return (verdict.kind === 'welcome') === agrees;
    }),
  );
  fc.assert(
    fc.property(siteCodes, (site) => {
      const claim = { commonName: site, listedSite: site, clientId: formatClientId(site, link) };
      return (
        judgeConnect(claim).kind === 'welcome' &&
        judgeConnect({ ...claim, listedSite: undefined }).kind === 'refuse' &&
        judgeConnect({ ...claim, clientId: site }).kind === 'refuse' &&
        judgeConnect({ ...claim, clientId: '' }).kind === 'refuse'
      );
    }),
  );
  t.pass();
});

t.test(
  '[L1][S12] a session writes to its own uplink, and listens to its own downlink, and to nothing else',
  async (t) => {
    fc.assert(
      fc.property(topics, topics, (own, asked) => {
        const text = formatTopic(asked);
        const isOwn = asked.site === own.site && asked.link === own.link && asked.partition === own.partition;
        const mayWrite = channelOfPublish(own, text) !== undefined;
        return (
          mayWrite === (isOwn && asked.direction === 'up') &&
          maySubscribe(own, text) === (isOwn && asked.direction === 'dn')
        );
      }),
    );
    fc.assert(
      fc.property(topics, (own) => {
        const filter = downlinkFilter(own.partition, own.site, own.link);
        return maySubscribe(own, filter) && channelOfPublish(own, filter) === undefined;
      }),
    );
    fc.assert(fc.property(topics, fc.string(), (own, text) => channelOfPublish(own, text) === undefined));
    t.pass();
  },
);
