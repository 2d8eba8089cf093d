// A reporter's whole journey in Firefox, driven over WebDriver BiDi: form, receipt, coming back,
// a message. Standard input: {url, scripts, story, file, message, language, width}. Standard output,
// what the reporter saw: {caseNumber, code, confirmed, status, sent}.
import { buffer } from "node:stream/consumers";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../frontend/package.json", import.meta.url));
const { default: puppeteer } = await import(require.resolve("puppeteer-core"));

const plan = JSON.parse((await buffer(process.stdin)).toString());
const SENT = "[role=status].success";
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: "/usr/bin/firefox-esr",
  headless: true,
  timeout: 120_000,
  extraPrefsFirefox: { "javascript.enabled": plan.scripts, "intl.accept_languages": "zh-CN" },
});

const page = await browser.newPage();
page.setDefaultNavigationTimeout(90_000);
try {
  await page.setViewport({ width: plan.width, height: 800 });
  console.log(JSON.stringify(await journey(page, plan.language === "en" ? "?lang=en" : "")));
} catch (failure) {
  console.error(`Seen last, at ${page.url()}: ${await text(page, "main")}`);
  throw failure;
} finally {
  await browser.close();
}

async function journey(page, suffix) {
  await page.goto(`${plan.url}/report${suffix}`);
  await fill(page, "[name=narrative]", plan.story);
  if (plan.file) await choose(page, plan.file);
  await press(page, "main form button[type=submit]");
  await there(page, "[data-page=check], .qf-preview");
  await press(page, "[data-page=check] button[value=send], .qf-preview [data-send]");
  await there(page, "#case-number");
  const caseNumber = await text(page, "#case-number");
  const code = await page.$eval("#code", ({ children }) =>
    Array.from(children, (part) => part.textContent.trim()),
  );
  await typeBack(page, code);
  return { caseNumber, code, confirmed: await text(page, "h1"), ...(await comeBack(page, suffix, code)) };
}

async function typeBack(page, code) {
  const places = (await text(page, "label[for=typed]")).match(/\d+/g).map(Number);
  await fill(page, "[name=typed]", places.map((place) => code[place - 1]).join(" "));
  const before = await text(page, "h1");
  await press(page, "form:has([name=typed]) button[type=submit]");
  await until(async () => (await text(page, "h1")) !== before);
}

async function comeBack(page, suffix, code) {
  await page.goto(`${plan.url}/status${suffix}`);
  await fill(page, "[name=access_code]", code.join(" "));
  await press(page, "main form button");
  await there(page, "[name=message]");
  const status = await text(page, "main");
  await fill(page, "[name=message]", plan.message);
  await press(page, "form:has([name=message]) button[type=submit]");
  await there(page, SENT);
  return { status, sent: await text(page, SENT) };
}

async function fill(page, selector, value) {
  await there(page, selector);
  await page.$eval(selector, (field) => field.focus());
  await page.keyboard.type(value);
}

async function choose(page, file) {
  const input = await page.$("[name=attachments]");
  await input.uploadFile(file);
  if (plan.scripts) await there(page, ".qf-files__item[data-stage=done]");
}

// The last button that is seen: what stands before it removes a file or plays a recording. By the
// key, wherever it stands by then: a page under load moves between a look and a click. Puppeteer's
// own click, and its `$$eval`, wait inside the page for what never comes where scripts are off.
async function press(page, selector) {
  await until(() => page.$eval("body", focusLastSeen, selector));
  await page.keyboard.press("Enter");
}

function focusLastSeen(body, selector) {
  const buttons = Array.from(body.querySelectorAll(selector));
  const last = buttons.filter((button) => button.getClientRects().length > 0).at(-1);
  last?.focus();
  return last !== undefined && document.activeElement === last;
}

async function there(page, selector) {
  return until(() => page.$(selector));
}

// Puppeteer's own waiting runs inside the page, where nothing runs when scripts are off. While one
// page makes way for the next there is nothing to ask: then it is asked again.
async function until(look) {
  const end = Date.now() + 90_000;
  for (;;) {
    const found = await look().catch(() => null);
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function text(page, selector) {
  return page.$eval(selector, (element) => element.textContent.replace(/\s+/g, " ").trim());
}
