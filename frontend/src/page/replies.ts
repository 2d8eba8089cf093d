/** The office's replies, opened here: the code's own identity opens them, and no other. */
import { base64 } from "@scure/base";
import { type AccessCode, identityOf, messageKeyOf } from "../sealing/access_code";
import { joinFile, openWith } from "../sealing/age_file";
import { type CodeExchange, readCodeExchange } from "../sealing/code_exchange";
import { isEqual, type Message, readMessage } from "../sealing/envelope";
import { word } from "../words";
import { element } from "./element";

type Opened = { line: HTMLLIElement; message: Message };

/**
 * Open the replies of a page and put each where it belongs: after as many of the reporter's own
 * lines as the office had heard. What nobody vouches for takes no other's place, at the end.
 */
export async function openReplies(
  main: HTMLElement,
  code: AccessCode,
  caseNumber: string,
): Promise<void> {
  const lines = Array.from(main.querySelectorAll<HTMLLIElement>("li[data-reply]"));
  const list = lines[0]?.parentElement;
  if (!list) return;
  const genuine = new Map<number, Opened>();
  const doubtful: HTMLLIElement[] = [];
  let broken = false;
  const earlier = await earlierKeyOf(main, code, caseNumber);
  for (const line of lines) {
    line.remove();
    try {
      const found = await open(line, code, caseNumber, earlier);
      write(line, found.message, found.isGenuine);
      if (found.isGenuine) genuine.set(found.message.counter, { line, message: found.message });
      else doubtful.push(line);
    } catch {
      broken = true;
    }
  }
  const counters = Array.from(genuine.keys()).sort((a, b) => a - b);
  for (const counter of counters) place(list, genuine.get(counter)!);
  list.append(...doubtful);
  // From 1 upward without a gap: else one was lost, or put in another's place.
  if (broken || counters.some((counter, at) => counter !== at + 1)) list.before(missing());
}

async function open(
  line: HTMLLIElement,
  code: AccessCode,
  caseNumber: string,
  earlier: CodeExchange | null,
) {
  const body = await openWith(identityOf(code), fileIn(line));
  let { message, genuine } = readMessage(body, messageKeyOf(code), caseNumber);
  if (!genuine && earlier?.replies.includes(line.dataset.itemId ?? ""))
    ({ message, genuine } = readMessage(body, earlier.earlierKey, caseNumber));
  // The reporter's own words in a reply's place are as doubtful as a stranger's.
  return { message, isGenuine: genuine && message.direction === "from_team" };
}

/** What says by which key the replies from before are known, where a one-time code was replaced. */
async function earlierKeyOf(
  main: HTMLElement,
  code: AccessCode,
  caseNumber: string,
): Promise<CodeExchange | null> {
  const own = messageKeyOf(code);
  for (const holder of main.querySelectorAll<HTMLElement>("[data-exchange]")) {
    try {
      const body = await openWith(identityOf(code), fileIn(holder));
      const exchange = readCodeExchange(body, caseNumber);
      if (isEqual(exchange.messageKey, own)) return exchange;
    } catch {
      // Not the reporter's own: then what it would vouch for is shown as doubtful.
    }
  }
  return null;
}

function fileIn(holder: HTMLElement): Uint8Array {
  const [header, payload] = [holder.dataset.header, holder.dataset.payload].map((text) =>
    base64.decode(text ?? ""),
  );
  return joinFile(header!, payload!);
}

function place(list: Element, { line, message }: Opened): void {
  const before = list.children[message.heard + message.counter - 1] ?? null;
  list.insertBefore(line, before);
}

function write(line: HTMLLIElement, message: Message, isGenuine: boolean): void {
  if (!isGenuine)
    line.append(element("p", { class: "govuk-error-message" }, word("reply-unverified")));
  const text = element("p", { class: "text govuk-body" });
  text.textContent = message.text;
  line.append(text);
  delete line.dataset.header;
  delete line.dataset.payload;
}

function missing(): HTMLElement {
  const text = element("strong", { class: "govuk-warning-text__text" }, word("reply-missing"));
  const icon = element("span", { class: "govuk-warning-text__icon", "aria-hidden": "true" }, "!");
  return element("div", { class: "govuk-warning-text" }, icon, text);
}
