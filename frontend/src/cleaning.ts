// The cleaning of files, as a script of its own: it is large, and only who attaches a file needs it.
// src/clean/load.ts adds it to the page and calls what it puts there.
import { clean } from "./clean/index";
import type {} from "./clean/load";

window.qfClean = clean;
