// The other implementation of age, asked again and again: one question in JSON a line, one answer in
// JSON a line, until standard input ends. Bytes are base64.
//   {do: "encrypt", data, recipients?, passphrase?, armor?}
//   {do: "decrypt", data, identity?, passphrase?}
//   {do: "keygen"}     a post-quantum identity and its recipient, one a line
import { createInterface } from "node:readline";
import * as age from "age-encryption";

const WORK_FACTOR = 10;

async function encrypt({ data, recipients = [], passphrase, armor = false }) {
  const encrypter = new age.Encrypter();
  recipients.forEach((recipient) => encrypter.addRecipient(recipient));
  if (passphrase !== undefined) {
    encrypter.setScryptWorkFactor(WORK_FACTOR);
    encrypter.setPassphrase(passphrase);
  }
  const file = await encrypter.encrypt(data);
  return armor ? age.armor.encode(file) : file;
}

async function decrypt({ data, identity, passphrase }) {
  const decrypter = new age.Decrypter();
  if (identity !== undefined) decrypter.addIdentity(identity);
  if (passphrase !== undefined) decrypter.addPassphrase(passphrase);
  const text = data.subarray(0, 5).toString();
  const file = text === "-----" ? age.armor.decode(data.toString()) : data;
  return decrypter.decrypt(file);
}

async function keygen() {
  const identity = await age.generateHybridIdentity();
  return `${identity}\n${await age.identityToRecipient(identity)}\n`;
}

const commands = { encrypt, decrypt, keygen };
for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, data = "", ...more } = JSON.parse(line);
  const answer = await commands[name]({ data: Buffer.from(data, "base64"), ...more });
  console.log(JSON.stringify(Buffer.from(answer).toString("base64")));
}
