// On every public page: leave at once, keep one entry in the history, clear what was left alone, warn
// before words or a code are lost.
import { watchIdlePages } from "./quiet/idle";
import { watchForLeaving } from "./quiet/leaving";
import { keepOneEntry } from "./quiet/links";
import { warnOfLoss } from "./quiet/unsent";

watchForLeaving();
keepOneEntry();
watchIdlePages();
warnOfLoss();
