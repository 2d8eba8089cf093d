// Reveals the buttons that need a script. Everything else on the page works without this file.
import { offerCopy, offerPrint } from "./receipt/keep";

offerCopy(document);
offerPrint(document);
