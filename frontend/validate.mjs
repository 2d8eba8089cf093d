// Holds pages against html-validate's rules. Standard input: JSON {name: html}. Standard output:
// a line for each offence; nothing where all is well.
import { buffer } from "node:stream/consumers";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const rules = {
  // We write it in small letters, as the HTML standard allows.
  "doctype-style": ["error", { style: "lowercase" }],
  // Jinja leaves spaces where a block was empty; no reader and no browser sees them.
  "no-trailing-whitespace": "off",
  // Checkboxes of one question share its name: that is how a form sends several answers.
  "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
  // Pages are long, and their address is nobody's business: no rule of ours.
  "long-title": "off",
  // The error summary comes before the h1, as in the GOV.UK Design System.
  "heading-level": ["error", { minInitialRank: "h2" }],
  // An alert that is named by its own heading.
  "aria-label-misuse": ["error", { allowAnyNamable: true }],
};
const loader = new StaticConfigLoader({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules,
});
const validator = new HtmlValidate(loader);
const pages = JSON.parse((await buffer(process.stdin)).toString());
for (const [name, html] of Object.entries(pages)) {
  const { results } = await validator.validateString(html, name);
  for (const { messages } of results)
    for (const { line, ruleId, message } of messages)
      console.log(`${name}:${line} ${ruleId}: ${message}`);
}
