import { glassReasons, glassVerdicts } from '../../record/care/broken-glass.js';
import { roles } from '../../record/role.js';
import { signInAnswers, signInReasons } from '../../record/sign-ins/sign-in.js';
import { accountChangeRoutes } from './account-change-routes.js';
import type { RouteDescriptions } from './document.js';
import { passwordRoutes } from './password-routes.js';
import { anyObject, flag, instant, listOf, nullable, oneOf, record, text, whole } from './schema.js';

const sessionFields = {
  ...{ user: text, displayName: text, role: oneOf(...roles), author: text, site: text, expires: instant },
  ...{ idleLockSeconds: whole, choosesPassword: flag },
};
const session = record(sessionFields);
const again = record({ password: text }, { code: text, key: anyObject });
const keyAsked = nullable(anyObject);

const lockRoutes: RouteDescriptions = {
  'POST /api/session/use': { summary: 'Somebody is at work in the session.', status: 204, refusal: 'outcome' },
  'POST /api/session/lock': { summary: 'Locks the session at once.', status: 204, refusal: 'outcome' },
  'GET /api/session/lock': {
    summary: 'Whose the session of the cookie is, whether it is locked, and what opens it.',
    answer: record({
      ...{ user: text, displayName: text, isLocked: flag, hasKey: flag },
      wanted: oneOf('pin', 'password', 'password-and-code'),
    }),
    refusal: 'outcome',
  },
  'POST /api/session/unlock': {
    summary:
      'Opens the locked session of the cookie, by {pin} or {password, code? | key?}; 202 {secondFactor: wanted} where a code is wanted, too.',
    body: record({}, { pin: text, password: text, code: text, key: anyObject }),
    answer: session,
    refusal: 'outcome',
  },
  'POST /api/session/proof': {
    summary: 'Proves again who is in, for what wants a proof of the last five minutes (401 proof-wanted).',
    body: again,
    answer: session,
    refusal: 'outcome',
  },
};

const ownKey = record({
  ...{ id: text, name: text, host: text, since: instant },
  ...{ lastUsed: nullable(instant), copied: nullable(instant) },
});

/** Security keys: what a browser asks them by and answers for them is as in WebAuthn level 3, binary fields base64url. */
const keyRoutes: RouteDescriptions = {
  'POST /api/session/key': {
    summary:
      'What the security key of who is in the session is asked by: {request}, or {address} where it works; null without one.',
    answer: record({ key: keyAsked }),
    refusal: 'outcome',
  },
  'POST /api/session/second-factor/key': {
    summary: 'What a new security key is made by, for whom a second factor was offered.',
    body: record({ token: text }),
    answer: record({ creation: anyObject }),
    refusal: 'outcome',
  },
  'POST /api/account/keys/offer': {
    summary: 'What a new security key is made by. Password and code (or another key) are asked again.',
    body: again,
    answer: record({ creation: anyObject }),
    refusal: 'outcome',
  },
  'POST /api/account/keys': {
    summary: 'Keeps a new security key under a name; recovery codes come with it where it is the first second factor.',
    body: record({ name: text, key: anyObject }),
    answer: record({}, { recoveryCodes: listOf(text) }),
    refusal: 'outcome',
  },
  'DELETE /api/account/keys/:id': {
    summary: 'Takes a security key away; all other sessions end. Wants a proof of the last five minutes.',
    answer: session,
    refusal: 'outcome',
  },
};

const sessionRoutes: RouteDescriptions = {
  'GET /api/account/sessions': {
    summary: 'The sessions of who asks, those begun last first; lastUse is null where one was locked by hand.',
    answer: record({
      sessions: listOf(
        record({
          ...{ id: text, isCurrent: flag, isLocked: flag, since: instant, lastUse: nullable(instant) },
          ...{ address: text, device: text },
        }),
      ),
    }),
    refusal: 'outcome',
  },
  'DELETE /api/account/sessions': { summary: 'Signs out everywhere.', status: 204, refusal: 'outcome' },
  'DELETE /api/account/sessions/others': {
    summary: 'Signs out everywhere else.',
    status: 204,
    refusal: 'outcome',
  },
  'DELETE /api/account/sessions/:id': { summary: 'Ends one session of one’s own.', status: 204, refusal: 'outcome' },
};

/** What both programs serve: signing in, the keys of health cards, and whether the program is alive. */
export const sharedRoutes: RouteDescriptions = {
  'POST /api/session': {
    summary:
      'Signs in; the session is a cookie. 202 {secondFactor} where the password is right and a code is wanted, too: of the second factor that somebody has, with what their security key is asked by, or of one that is offered to them.',
    body: record({ user: text, password: text }, { code: text, key: anyObject }),
    answer: session,
    refusal: 'outcome',
  },
  'POST /api/session/second-factor': {
    summary:
      'Takes the second factor that was offered, by a code of it, or a security key instead, and signs in; the recovery codes are shown once.',
    body: record({ token: text }, { code: text, key: anyObject, name: text }),
    answer: record({ ...sessionFields, recoveryCodes: listOf(text) }),
    refusal: 'outcome',
  },
  'GET /api/session': { summary: 'Who is signed in.', answer: session, refusal: 'outcome' },
  'DELETE /api/session': { summary: 'Signs out.', status: 204, refusal: 'outcome' },
  ...lockRoutes,
  ...keyRoutes,
  'GET /api/account': {
    summary: 'How the account of who asks stands.',
    answer: record({
      secondFactor: nullable(record({ since: instant, recoveryCodesLeft: whole })),
      ...{ keys: listOf(ownKey), recoveryCodesLeft: whole, keysWork: flag, keyAddress: nullable(text) },
      pin: nullable(record({ since: instant })),
    }),
    refusal: 'outcome',
  },
  'POST /api/account/recovery-codes': {
    summary: 'New recovery codes in the place of the old; shown once. Password and code are asked again.',
    body: again,
    answer: record({ recoveryCodes: listOf(text) }),
    refusal: 'outcome',
  },
  'POST /api/account/second-factor': {
    summary:
      'Offers another second factor, as 202 of POST /api/session does; it is taken at /api/session/second-factor.',
    body: again,
    answer: anyObject,
    refusal: 'outcome',
  },
  'POST /api/account/password': {
    summary: 'Takes another password; all other sessions and the tokens of the person end.',
    body: record({ password: text, next: text }, { code: text, key: anyObject }),
    answer: session,
    refusal: 'outcome',
  },
  'POST /api/account/pin': {
    summary: 'Takes a PIN, which opens a locked session of the person. Password and code are asked again.',
    body: record({ password: text, next: text }, { code: text, key: anyObject }),
    status: 204,
    refusal: 'outcome',
  },
  'DELETE /api/account/pin': { summary: 'Does without a PIN.', status: 204, refusal: 'outcome' },
  ...passwordRoutes(session),
  ...sessionRoutes,
  ...accountChangeRoutes,
  'GET /api/sign-ins/own': {
    summary: 'One’s own sign-ins that were unusual and of which one said nothing; the page shows them.',
    answer: record({
      signIns: listOf(record({ id: whole, at: instant, address: text, reasons: listOf(oneOf(...signInReasons)) })),
      mayConfirm: flag,
    }),
    refusal: 'outcome',
  },
  'POST /api/sign-ins/own/:id': {
    summary: 'Says whether an unusual sign-in was one’s own; the session of one that was not ends.',
    body: record({ answer: oneOf(...signInAnswers) }),
    status: 204,
    refusal: 'outcome',
  },
  'GET /api/openapi.json': { summary: 'This document.', answer: anyObject, refusal: 'problem' },
  'GET /.well-known/jwks.json': {
    summary: 'The public keys of verifiable health cards (RFC 7517).',
    answer: record({ keys: listOf(anyObject) }),
    refusal: 'problem',
  },
  'GET /healthz': { summary: 'Whether the program runs.', answer: record({ alive: flag }), refusal: 'none' },
  'GET /readyz': {
    summary: 'Whether it can do its work; 503 where not.',
    answer: record({ ready: flag }),
    refusal: 'none',
  },
};

const line = {
  task: text,
  resource: record({ type: text, id: text }),
  priority: oneOf('urgent', 'routine'),
  authoredAt: text,
  mayDecide: flag,
};
const look = {
  ...{ author: text, displayName: text, reason: oneOf(...glassReasons), from: instant, until: instant },
  verdict: nullable(oneOf(...glassVerdicts)),
};
const valueOfVersion = record({ versionId: text }, { value: {} });

/** What a site serves of single records beside FHIR. */
export const recordRoutes: RouteDescriptions = {
  'GET /api/delivery/:type/:id': {
    summary: 'How far the current version of a record has come.',
    answer: record(
      { versionId: text, reached: oneOf('site', 'hub', 'backed-up', 'refused') },
      { atHub: instant, code: text, en: text, fr: text },
    ),
    refusal: 'outcome',
  },
  'GET /api/care/:patient': {
    summary: 'How who asks stands to a patient, and who opened their record without a relationship.',
    answer: record(
      {
        state: oneOf('not-asked', 'cared-for', 'opened', 'outside'),
        ...{ mayReceive: flag, mayOpen: flag, isRestricted: flag, mayRestrict: flag, looks: listOf(record(look)) },
      },
      { until: instant },
    ),
    refusal: 'outcome',
  },
  'POST /api/care/:patient/glass': {
    summary: 'Opens the record of a patient to this session for 60 minutes; wants a proof of the last five minutes.',
    body: record({ reason: oneOf(...glassReasons) }),
    answer: record({ until: instant }),
    status: 201,
    refusal: 'outcome',
  },
  'POST /api/care/:patient/restriction': {
    summary: 'Writes down that a patient restricts the use of their record, as a Consent.',
    status: 204,
    refusal: 'outcome',
  },
  'DELETE /api/care/:patient/restriction': {
    summary: 'Makes inactive what restricts the use of a patient’s record.',
    status: 204,
    refusal: 'outcome',
  },
  'DELETE /api/care/glass': { summary: 'Ends what is open to this session.', status: 204, refusal: 'outcome' },
  'GET /api/care/reviews': {
    summary: 'Records that were opened without a relationship: those that wait for a review, then those that had one.',
    answer: record({
      reviews: listOf(
        record({
          ...{ id: whole, patient: text, ...look },
          acts: listOf(record({ action: text, kind: text, count: whole })),
        }),
      ),
    }),
    refusal: 'outcome',
  },
  'POST /api/care/reviews/:id': {
    summary: 'Says what a review came to.',
    body: record({ verdict: oneOf(...glassVerdicts) }),
    status: 204,
    refusal: 'outcome',
  },
  'GET /api/conflicts': {
    summary: 'Open questions about versions that contradict each other.',
    answer: record({ conflicts: listOf(record(line, { patient: text })) }),
    refusal: 'outcome',
  },
  'GET /api/conflicts/:task': {
    summary: 'One question, with the versions that it is about.',
    answer: record(
      {
        ...{ ...line, open: flag, taskVersion: text },
        current: record({ versionId: text, deleted: flag, body: anyObject }),
        versions: listOf(
          record({ versionId: text, author: text, origin: text, originName: text, at: instant }, { body: anyObject }),
        ),
        paths: listOf(record({ path: text, group: text, cautious: nullable(text), values: listOf(valueOfVersion) })),
      },
      { patient: text },
    ),
    refusal: 'outcome',
  },
  'POST /api/conflicts/:task/decision': {
    summary: 'Decides a question.',
    body: record({ versionId: text, choices: listOf(record({ group: text, versionId: text })) }),
    answer: record({ versionId: nullable(text) }),
    refusal: 'outcome',
  },
};
