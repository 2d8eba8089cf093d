// On the pages about an officer's account: passkeys, and printing. Codes work without it.
import { offerPasskeys } from "./passkey/forms";
import { offerPrint } from "./receipt/keep";

offerPasskeys(document);
offerPrint(document);
