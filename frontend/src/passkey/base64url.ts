/** Bytes as WebAuthn's JSON writes them: base64url without padding. */

/** Bytes to text. */
export function encode(bytes: ArrayBuffer): string {
  const characters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Text to bytes. */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
