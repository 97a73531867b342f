import { hash, type KeyObject } from 'node:crypto';
import { decodeControl, encodeControl } from '../control/control.js';
import type { Hello } from '../control/hello.js';
import type { Welcome } from '../control/welcome.js';
import { Problem } from '../problem.js';
import { openSigned, signMessage } from './signed.js';

/** Whether a message on the control channel is a hello or a welcome, which are signed; all others carry a code. */
export function isSignedKind(message: Uint8Array): boolean {
  return message[0] === 1 || message[0] === 2;
}

/** @param topic of the site's control channel, upwards */
export function sealHello(privateKey: KeyObject, topic: string, hello: Hello): Uint8Array {
  return signMessage(privateKey, helloContext(topic), encodeControl(hello));
}

/** @throws Problem `scope-forged`, `batch-malformed` */
export function openHello(publicKey: KeyObject, topic: string, message: Uint8Array): Hello {
  const hello = decodeControl(openSigned(publicKey, helloContext(topic), message));
  if (hello.kind !== 'hello') throw new Problem('batch-malformed', 'not a hello');
  return hello;
}

/** The answer to one hello and to no other: the signature covers it. @param topic of the control channel, downwards */
export function sealWelcome(privateKey: KeyObject, topic: string, hello: Uint8Array, welcome: Welcome): Uint8Array {
  return signMessage(privateKey, welcomeContext(topic, hello), encodeControl(welcome));
}

/** @throws Problem `scope-forged`, `batch-malformed` */
export function openWelcome(publicKey: KeyObject, topic: string, hello: Uint8Array, message: Uint8Array): Welcome {
  const welcome = decodeControl(openSigned(publicKey, welcomeContext(topic, hello), message));
  if (welcome.kind !== 'welcome') throw new Problem('batch-malformed', 'not a welcome');
  return welcome;
}

function helloContext(topic: string): string {
  return `carnet hello 1 ${topic}`;
}

function welcomeContext(topic: string, hello: Uint8Array): string {
  return `carnet welcome 1 ${topic} ${hash('sha256', hello, 'hex')}`;
}
