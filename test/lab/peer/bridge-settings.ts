/** Files of one end: its own key and certificate, and the authority that signed both ends. */
export interface EndFiles {
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Of both ends: nothing of a message is dropped for want of room, and nobody else is on the machine. */
const common = ['user root', 'persistence false', 'log_type error', 'max_queued_messages 0', 'allow_anonymous true'];

/** mosquitto.conf(5) of the hub's broker: mutual TLS for bridges, and a plain listener for whoever counts. */
export function hubSettings(bridges: Address, counter: Address, files: EndFiles): string {
  return lines([
    ...common,
    `listener ${bridges.port} ${bridges.host}`,
    `cafile ${files.authority}`,
    `certfile ${files.certificate}`,
    `keyfile ${files.key}`,
    'require_certificate true',
    `listener ${counter.port} ${counter.host}`,
  ]);
}

export interface BridgeSettings {
  /** Becomes the first part of each topic at the hub. */
  readonly name: string;
  readonly keepaliveSeconds: number;
  /** The hub through each link, the preferred one first. */
  readonly hub: readonly Address[];
  /** Where the site's programs publish. */
  readonly local: Address;
  readonly files: EndFiles;
}

/**
 * mosquitto.conf(5) of a site's broker: a bridge with a list of addresses, as its manual says for several ways to a hub,
 * which keeps what it could not deliver.
 */
export function bridgeSettings({ name, keepaliveSeconds, hub, local, files }: BridgeSettings): string {
  return lines([
    ...common,
    `listener ${local.port} ${local.host}`,
    `connection ${name}`,
    `addresses ${hub.map(({ host, port }) => `${host}:${port}`).join(' ')}`,
    'round_robin false',
    `topic # out 1 "" ${name}/`,
    'cleansession false',
    `keepalive_interval ${keepaliveSeconds}`,
    'restart_timeout 1 5',
    'notifications false',
    `bridge_cafile ${files.authority}`,
    `bridge_certfile ${files.certificate}`,
    `bridge_keyfile ${files.key}`,
    // The certificate names the hub, not the addresses of its tunnels.
    'bridge_insecure true',
  ]);
}

function lines(text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}
