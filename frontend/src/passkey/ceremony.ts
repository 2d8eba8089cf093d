/** What browsers do with passkeys, from the server's JSON and back to it. */
import { decode, encode } from "./base64url";

interface Descriptor {
  id: string;
  type: "public-key";
}

interface CreationJson extends Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Descriptor[];
}

interface RequestJson extends Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> {
  challenge: string;
  allowCredentials?: Descriptor[];
}

/**
 * Make a passkey, and give its public half as JSON.
 *
 * @throws Error when none is made.
 */
export async function makePasskey(options: string): Promise<string> {
  const asked = JSON.parse(options) as CreationJson;
  const credential = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: decode(asked.challenge),
      user: { ...asked.user, id: decode(asked.user.id) },
      excludeCredentials: (asked.excludeCredentials ?? []).map(described),
    },
  });
  const made = credential as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return answerOf(made, { attestationObject: encode(response.attestationObject) });
}

/**
 * Have a passkey sign what the server asks for, and give its answer as JSON.
 *
 * @throws Error when none does.
 */
export async function signWithPasskey(options: string): Promise<string> {
  const asked = JSON.parse(options) as RequestJson;
  const credential = await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: decode(asked.challenge),
      allowCredentials: (asked.allowCredentials ?? []).map(described),
    },
  });
  const signed = credential as PublicKeyCredential;
  const response = signed.response as AuthenticatorAssertionResponse;
  return answerOf(signed, {
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
    userHandle: response.userHandle ? encode(response.userHandle) : null,
  });
}

function described(one: Descriptor): PublicKeyCredentialDescriptor {
  return { type: one.type, id: decode(one.id) };
}

function answerOf(credential: PublicKeyCredential, more: Record<string, string | null>): string {
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: encode(credential.response.clientDataJSON), ...more },
  });
}
