// On every public page: leave at once, keep one entry in the history, clear a form left alone.
import { watchIdleForms } from "./quiet/idle";
import { watchForLeaving } from "./quiet/leaving";
import { keepOneEntry } from "./quiet/links";

watchForLeaving();
keepOneEntry();
watchIdleForms();
