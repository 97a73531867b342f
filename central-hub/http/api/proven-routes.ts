import type { RouteDescriptions } from '../../../fhir-api/openapi/document.js';
import { flag, listOf, oneOf, record, text, whole } from '../../../fhir-api/openapi/schema.js';
import { beginPath, finishPath } from '../../../provisioning/enrolment/message.js';
import { keyShareAskPath, keyShareBeginPath } from '../../../provisioning/key-share/message.js';
import { renewalBeginPath, renewalFinishPath } from '../../../provisioning/renewal/message.js';
import { trustAfterPath } from '../../../provisioning/trust/message.js';

const begin = { inviteId: text, siteNonce: text };
const named = { site: text, siteNonce: text };
const nonce = record({ hubNonce: text });
const signed = { hubNonce: text, certificatePem: text, signature: text };

/** What a site asks before, or beside, any session; each message proves by itself who sends it (rules E, K). */
export const provenRoutes: RouteDescriptions = {
  [`POST ${beginPath}`]: {
    summary: 'A box begins to enrol.',
    body: record(begin),
    answer: record({ authorityPem: text, hubNonce: text, hubProof: text }, { tunnels: flag }),
    refusal: 'proof',
  },
  [`POST ${finishPath}`]: {
    summary: 'A box proves its one-time code, and is given its certificate.',
    body: record(
      { ...begin, hubNonce: text, requestPem: text, extraHosts: listOf(text), siteProof: text },
      { tunnelKeys: listOf(text) },
    ),
    answer: record({ answer: text, answerProof: text }),
    refusal: 'proof',
  },
  [`POST ${renewalBeginPath}`]: {
    summary: 'A site begins to renew its certificate.',
    body: record(named),
    answer: nonce,
    refusal: 'proof',
  },
  [`POST ${renewalFinishPath}`]: {
    summary: 'A site proves its old key, and is given a new certificate.',
    body: record({ ...named, ...signed, requestPem: text }),
    answer: record({ certificatePem: text }),
    refusal: 'proof',
  },
  [`POST ${trustAfterPath}`]: {
    summary: 'A site asks for the bundles of roots that followed its own; each proves itself.',
    body: record({ version: whole }),
    answer: record({ bundles: listOf(text) }),
    refusal: 'proof',
  },
  [`POST ${keyShareBeginPath}`]: {
    summary: 'A site that starts begins to ask for the hub’s share of its key.',
    body: record(named),
    answer: nonce,
    refusal: 'proof',
  },
  [`POST ${keyShareAskPath}`]: {
    summary: 'A site proves its key, and is given or gives the share.',
    body: record({ ...named, ...signed, slot: text, wish: oneOf('make', 'give') }),
    answer: record({ share: text }),
    refusal: 'proof',
  },
};
