// Coming back: what the office wrote is opened in this browser, and what is written sealed in it.
import { start } from "./page/start";
import { StatusPages } from "./page/status";

const ask = document.querySelector<HTMLFormElement>("#status-form[data-in-browser]");
if (ask)
  start(() => {
    const pages = new StatusPages(ask.action, ask);
    window.addEventListener("pagehide", () => pages.forget());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  });
