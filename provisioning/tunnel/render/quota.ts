import type { Rendered } from './rendered.js';
import type { SiteTunnel } from './site-tunnels.js';

/** Urgent records may pass the agent's own stop; so the system's stands a tenth above the budget. */
const backstopFactor = 1.1;

const systemdFolder = '/etc/systemd/system';

/** The tunnels that the system stops when the agent did not. */
export function quotaTunnels(tunnels: readonly SiteTunnel[]): readonly SiteTunnel[] {
  return tunnels.filter(({ metered, budgetBytes }) => metered && (budgetBytes ?? 0) > 0);
}

/**
 * Rules for nft(8): the tunnel's own packets and the probes beside it, in both directions, as the operator counts them, up
 * to the quota. Loading them again keeps what was counted.
 */
export function quotaRules(tunnels: readonly SiteTunnel[]): string {
  const limited = quotaTunnels(tunnels);
  const quotas = limited.map(
    ({ interfaceName, budgetBytes = 0 }) =>
      `  quota ${interfaceName} { over ${Math.round(budgetBytes * backstopFactor)} bytes }`,
  );
  const rules = (side: string) =>
    limited.map(({ interfaceName, listenPort, probePort }) => {
      const ports = probePort === undefined ? `${listenPort}` : `{ ${listenPort}, ${probePort} }`;
      return `    udp ${side} ${ports} quota name "${interfaceName}" drop`;
    });
  return `${[
    '# Carnet: the last resort of the monthly budgets of metered links; the agent paces and stops before.',
    'table inet carnet_quota {',
    ...quotas,
    '  chain out { type filter hook output priority filter; policy accept; }',
    '  chain in { type filter hook input priority filter; policy accept; }',
    '}',
    'flush chain inet carnet_quota out',
    'flush chain inet carnet_quota in',
    'table inet carnet_quota {',
    ...['  chain out {', ...rules('sport'), '  }'],
    ...['  chain in {', ...rules('dport'), '  }'],
    '}',
  ].join('\n')}\n`;
}

/** With systemd: rules at each start, counters back to zero on the first of the month. Without metered budgets nothing. */
export function renderQuota(tunnels: readonly SiteTunnel[]): Rendered {
  if (quotaTunnels(tunnels).length === 0) return { files: [], install: [] };
  return {
    files: [
      { name: 'carnet-quota.nft', text: quotaRules(tunnels) },
      { name: 'carnet-quota.service', text: unit('budgets of metered links', '-f /etc/carnet/carnet-quota.nft', true) },
      {
        name: 'carnet-quota-month.service',
        text: unit('a new month for the budgets of metered links', 'reset quotas table inet carnet_quota', false),
      },
      { name: 'carnet-quota-month.timer', text: timer },
    ],
    install: [
      'install -m 0644 -D $OUT/carnet-quota.nft /etc/carnet/carnet-quota.nft',
      `install -m 0644 $OUT/carnet-quota*.service $OUT/carnet-quota*.timer ${systemdFolder}/`,
      'systemctl daemon-reload && systemctl enable --now carnet-quota.service carnet-quota-month.timer',
    ],
  };
}

function unit(what: string, parameters: string, atStart: boolean): string {
  const lines = [
    ...['[Unit]', `Description=Carnet: ${what}`, 'After=network-pre.target nftables.service', ''],
    ...[
      '[Service]',
      'Type=oneshot',
      ...(atStart ? ['RemainAfterExit=yes'] : []),
      `ExecStart=/usr/sbin/nft ${parameters}`,
    ],
    ...['CapabilityBoundingSet=CAP_NET_ADMIN', 'NoNewPrivileges=true', 'ProtectSystem=strict', 'ProtectHome=true'],
    ...['RestrictAddressFamilies=AF_NETLINK', ...(atStart ? ['', '[Install]', 'WantedBy=multi-user.target'] : [])],
  ];
  return `${lines.join('\n')}\n`;
}

const timer = `[Unit]
Description=Carnet: a new month for the budgets of metered links

[Timer]
OnCalendar=monthly
Persistent=true

[Install]
WantedBy=timers.target
`;
