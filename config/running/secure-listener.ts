import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { createRedirector } from './https-redirect.js';
import { isLoopbackAddress } from './loopback.js';
import type { RequestLimits } from './request-limits.js';

/** A key and what is shown with it, both PEM. */
export interface ShownPair {
  readonly keyPem: string;
  readonly certificatePem: string;
}

/** What a site shows the workstations of its LAN. */
export interface LanPair extends ShownPair {
  /** The names and addresses in it, the one to tell people first. */
  readonly hosts: readonly string[];
}

/** With forward secrecy and authenticated; TLS 1.3 has no others. */
const ciphers = [
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  ...['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305'],
].join(':');

/** The first byte of a TLS connection: a record of the handshake (RFC 8446 §5.1). */
const handshakeRecord = 0x16;
const firstByteMillisecondsMax = 20_000;

/**
 * One port for all who come to a node. Who asks for a name of its LAN is shown the certificate of the LAN, and so is whoever
 * comes over the LAN and names nothing, as browsers do that were given an address; all others the node's own. Plain HTTP is
 * sent to HTTPS. Without a certificate of a LAN it is a server of HTTPS like any other.
 */
export class SecureListener {
  /** It is this one that listens. */
  readonly server: Server;
  /** Takes what comes over the LAN: without a name, TLS knows one certificate for each server. */
  readonly #lanServer: Server;
  readonly #redirector = createRedirector(() => ({ hosts: this.#hosts, port: this.#port }));
  readonly #takeSecure: (socket: Socket) => void;
  /** Those that have not said anything yet. */
  readonly #silent = new Set<Socket>();
  #own: SecureContext;
  #lan: SecureContext | undefined;
  #hosts: readonly string[] = [];

  constructor(pair: ShownPair, handler: RequestListener, limits: RequestLimits) {
    this.#own = createSecureContext(tlsOf(pair));
    const SNICallback = (name: string, give: (error: Error | null, context?: SecureContext) => void) => {
      give(null, this.#hosts.includes(name.toLowerCase()) ? this.#lan : this.#own);
    };
    const serverOptions = { ...tlsOf(pair), ...limits, SNICallback };
    this.server = createServer(serverOptions, handler);
    this.#lanServer = createServer(serverOptions, handler);
    for (const server of [this.server, this.#lanServer]) server.on('secureConnection', readThroughStream);
    const [takeSecure] = this.server.listeners('connection');
    this.#takeSecure = (socket) => void takeSecure?.call(this.server, socket);
    this.server.removeAllListeners('connection');
    this.server.on('connection', (socket: Socket) => this.#take(socket));
    this.server.on('listening', () => {
      // Their own connections are watched for slow requests from then on, though they listen nowhere.
      for (const server of this.#given) server.emit('listening');
    });
    this.#lanServer.on('clientError', (...of) => this.server.emit('clientError', ...of));
  }

  /** Servers that are given their connections. */
  get #given() {
    return [this.#lanServer, this.#redirector] as const;
  }

  get #port(): number {
    return (this.server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Names and addresses of the LAN's certificate; none where there is none. */
  get lanHosts(): readonly string[] {
    return this.#hosts;
  }

  /** Shows another certificate to whoever connects from now on; who is connected stays so. */
  show(pair: ShownPair): void {
    this.#own = createSecureContext(tlsOf(pair));
    this.server.setSecureContext(tlsOf(pair));
  }

  showLan(pair: LanPair): void {
    this.#lan = createSecureContext(tlsOf(pair));
    this.#lanServer.setSecureContext(tlsOf(pair));
    this.#hosts = pair.hosts;
  }

  /** Ends what the server that listens does not know of. */
  closeGiven(): void {
    for (const socket of this.#silent) socket.destroy();
    for (const server of this.#given) {
      server.close();
      server.closeAllConnections();
    }
  }

  #take(socket: Socket): void {
    if (this.#lan === undefined) {
      this.#takeSecure(socket);
      return;
    }
    this.#silent.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => this.#silent.delete(socket));
    socket.setTimeout(firstByteMillisecondsMax, () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      this.#silent.delete(socket);
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      // It goes on where it was: who takes it over reads this again.
      socket.pause();
      socket.unshift(first);
      if (first[0] !== handshakeRecord) return this.#redirect(socket);
      if (isLoopbackAddress(socket.localAddress)) return this.#takeSecure(socket);
      this.#lanServer.emit('connection', socket);
    });
  }

  #redirect(socket: Socket): void {
    this.#redirector.emit('connection', socket);
    // Else the parser reads the rest from below the stream, ahead of what was put back into it.
    socket.on('data', () => {});
    socket.resume();
  }
}

/**
 * Lets a connection's bytes come through its stream, not straight from the cipher into the parser of HTTP. There the parser
 * ends the connection with "Parse Error: Paused" when the rest of a request comes while it waits for an answer before to
 * be written: a pause stops the socket, but not what was deciphered already.
 */
function readThroughStream(socket: TLSSocket): void {
  socket.on('data', () => {});
}

function tlsOf({ keyPem, certificatePem }: ShownPair) {
  const strength = { minVersion: 'TLSv1.2', ciphers, honorCipherOrder: true, ecdhCurve: 'X25519:P-256:P-384' } as const;
  return { key: keyPem, cert: certificatePem, ...strength };
}
