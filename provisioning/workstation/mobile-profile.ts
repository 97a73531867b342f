/** What a profile of Apple's systems says. */
export interface MobileProfile {
  /** As the system shows it. */
  readonly name: string;
  /** Of the site, e.g. `carnet-7kd`. */
  readonly label: string;
  /** DER. */
  readonly certificate: Buffer;
  /** SHA-256, hex: the same certificate makes the same profile, which takes its own place. */
  readonly fingerprint: string;
}

/** A configuration profile (Apple, Configuration Profile Reference) with one certificate to trust. */
export function mobileProfileOf({ name, label, certificate, fingerprint }: MobileProfile): string {
  const content = (certificate.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
  const shared = (identifier: string, uuid: string, type: string) => `
    <key>PayloadDisplayName</key><string>${escapeXml(name)}</string>
    <key>PayloadIdentifier</key><string>${identifier}</string>
    <key>PayloadType</key><string>${type}</string>
    <key>PayloadUUID</key><string>${uuid}</string>
    <key>PayloadVersion</key><integer>1</integer>`;
  const identifier = `internal.carnet.${label}`;
  const root = `${identifier}.root`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>PayloadContent</key><array><dict>
    <key>PayloadCertificateFileName</key><string>${label}.crt</string>
    <key>PayloadContent</key><data>
${content}
    </data>${shared(root, uuidOf(fingerprint.slice(32)), 'com.apple.security.root')}
  </dict></array>${shared(identifier, uuidOf(fingerprint), 'Configuration')}
</dict></plist>
`;
}

/** RFC 9562 §5.8: version 8, of the first 122 bits. */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const text = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return text.toUpperCase();
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
