// The form, sealed in this browser before anything leaves it.
import { ReportForm } from "./page/report";
import { start } from "./page/start";
import { Token } from "./page/token";

const form = document.querySelector<HTMLFormElement>("#report-form[data-recipients]");
if (form)
  start(() => {
    const report = new ReportForm(form, Token.of(form, location.href));
    window.addEventListener("pagehide", () => report.forget());
    // Brought back from memory, the page would have no code any more.
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  });
