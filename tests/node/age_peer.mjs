// The other implementation of age, as a command: standard input to standard output.
//   age_peer.mjs encrypt (-r RECIPIENT... | -p PASSPHRASE) [-a]
//   age_peer.mjs decrypt (-i IDENTITY | -p PASSPHRASE)
//   age_peer.mjs keygen     a post-quantum identity and its recipient, one a line
import { buffer } from "node:stream/consumers";
import { parseArgs } from "node:util";
import * as age from "age-encryption";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    recipient: { type: "string", short: "r", multiple: true, default: [] },
    identity: { type: "string", short: "i", multiple: true, default: [] },
    passphrase: { type: "string", short: "p" },
    armor: { type: "boolean", short: "a", default: false },
    "work-factor": { type: "string", default: "10" },
  },
});

async function encrypt(plaintext) {
  const encrypter = new age.Encrypter();
  values.recipient.forEach((recipient) => encrypter.addRecipient(recipient));
  if (values.passphrase !== undefined) {
    encrypter.setScryptWorkFactor(Number(values["work-factor"]));
    encrypter.setPassphrase(values.passphrase);
  }
  const file = await encrypter.encrypt(plaintext);
  return values.armor ? age.armor.encode(file) : file;
}

async function decrypt(data) {
  const decrypter = new age.Decrypter();
  values.identity.forEach((identity) => decrypter.addIdentity(identity));
  if (values.passphrase !== undefined) decrypter.addPassphrase(values.passphrase);
  const text = data.subarray(0, 5).toString();
  const file = text === "-----" ? age.armor.decode(data.toString()) : data;
  return decrypter.decrypt(file);
}

async function keygen() {
  const identity = await age.generateHybridIdentity();
  return `${identity}\n${await age.identityToRecipient(identity)}\n`;
}

const commands = { encrypt, decrypt, keygen };
const [name] = positionals;
process.stdout.write(await commands[name](name === "keygen" ? null : await buffer(process.stdin)));
