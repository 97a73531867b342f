/** The token of an `Authorization` header (RFC 6750 §2.1). */
export function bearerIn(authorization: string): string | undefined {
  return /^Bearer +([\w.~+/=-]{16,512})$/i.exec(authorization)?.[1];
}
