// On every public page: leave at once, keep one entry in the history, clear a form left alone, warn
// before words or a code are lost.
import { watchIdleForms } from "./quiet/idle";
import { watchForLeaving } from "./quiet/leaving";
import { keepOneEntry } from "./quiet/links";
import { warnOfLoss } from "./quiet/unsent";

watchForLeaving();
keepOneEntry();
watchIdleForms();
warnOfLoss();
